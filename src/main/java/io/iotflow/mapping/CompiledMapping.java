package io.iotflow.mapping;

/** A row with what was compiled of it. */
record CompiledMapping(StoredMapping stored, Mapping mapping) {

    boolean takes(String[] levels) {
        return stored.definition().topics().stream().anyMatch(it -> it.matches(levels));
    }
}

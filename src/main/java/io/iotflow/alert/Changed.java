package io.iotflow.alert;

import jakarta.json.JsonValue;

/** A field whose value is another one than in the reading before; not met any more when it is the same again. */
record Changed(String field) implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) {
        JsonValue value = reading.value(field);
        if (value == null) {
            return Finding.NOTHING;
        }
        JsonValue before = memory.last;
        memory.last = value;
        return before == null
                ? Finding.NOTHING
                : Finding.of(!Values.areEqual(before, value), value, Values.shown(before));
    }

    @Override
    public boolean remembers() {
        return true;
    }
}

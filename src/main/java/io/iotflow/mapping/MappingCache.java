package io.iotflow.mapping;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What {@link Mappings} has in memory: read again after a change, when it is next needed. */
@Singleton
class MappingCache {

    private static final Logger LOG = Logger.getLogger(MappingCache.class.getName());
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos(); // should an announcement ever be missed

    private final MappingStore store;
    private final MappingMetrics metrics;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Known known;

    @Inject
    MappingCache(MappingStore store, MappingMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /** What was read, after which change and when: of the enabled ones by first level, and webhooks by name. */
    record Known(
            Map<Long, CompiledMapping> byId,
            Map<String, List<CompiledMapping>> byFirstLevel,
            Map<String, CompiledMapping> webhooks,
            List<String> filters,
            int change,
            long readAt) {

        List<CompiledMapping> below(String firstLevel) {
            return byFirstLevel.getOrDefault(firstLevel, List.of());
        }
    }

    void changed() {
        changes.incrementAndGet();
    }

    List<String> formerTopics() {
        return store.formerTopics();
    }

    /** All that were read last, also where they are not of now: to write their figures. */
    Map<Long, CompiledMapping> last() {
        Known now = known;
        return now == null ? Map.of() : now.byId;
    }

    /** As of now. */
    Known current() {
        Known now = known;
        return isFresh(now) ? now : read();
    }

    private boolean isFresh(Known now) {
        return now != null && now.change == changes.get() && System.nanoTime() - now.readAt < FRESH_NANOS;
    }

    private synchronized Known read() {
        if (isFresh(known)) {
            return known;
        }
        int change = changes.get(); // before reading: what changes meanwhile may be missing in the answer
        long readAt = System.nanoTime();
        Map<Long, CompiledMapping> before = last();
        Map<Long, CompiledMapping> byId = new HashMap<>();
        for (StoredMapping stored : store.all()) {
            compile(stored, before.get(stored.id()), byId);
        }
        known = index(byId, change, readAt);
        before.values().stream()
                .filter(it -> !byId.containsKey(it.stored().id()))
                .forEach(it -> metrics.forget(it.mapping().name()));
        return known;
    }

    /** One that another version of the library takes no more must not stop the others. */
    private void compile(StoredMapping stored, CompiledMapping before, Map<Long, CompiledMapping> byId) {
        try {
            boolean isSame = before != null && before.stored().version() == stored.version();
            Figures figures = before == null
                    ? metrics.figures(stored.definition().name())
                    : before.mapping().figures();
            Mapping mapping = isSame ? before.mapping() : new Mapping(stored.definition(), figures);
            byId.put(stored.id(), new CompiledMapping(stored, mapping));
        } catch (IllegalStateException e) {
            LOG.log(Level.SEVERE, e, () -> "mapping " + stored.definition().name() + " cannot be used");
        }
    }

    private static Known index(Map<Long, CompiledMapping> byId, int change, long readAt) {
        Map<String, List<CompiledMapping>> byFirstLevel = new HashMap<>();
        Map<String, CompiledMapping> webhooks = new HashMap<>();
        List<String> filters = new ArrayList<>();
        byId.values().stream().filter(it -> it.stored().definition().enabled()).forEach(it -> {
            MappingDefinition definition = it.stored().definition();
            if (definition.webhook()) {
                webhooks.put(definition.name(), it);
            }
            for (TopicFilter topic : definition.topics()) {
                filters.add(topic.forBroker());
                List<CompiledMapping> below =
                        byFirstLevel.computeIfAbsent(topic.firstLevel(), level -> new ArrayList<>());
                if (!below.contains(it)) {
                    below.add(it);
                }
            }
        });
        return new Known(byId, byFirstLevel, webhooks, filters, change, readAt);
    }
}

package io.iotflow.telemetry.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotflow.platform.settings.CacheSize;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.FieldsRefused.Conflict;
import io.iotflow.telemetry.store.SeriesStore.KnownTag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Gives the messages of a batch their series. What was used lately is remembered, so that a batch of known series needs no
 * query; a new one is made in the transaction that stores its first message. A device has a bounded number of them: a tag
 * whose value is another one each time would make a series of every reading.
 */
@Singleton
class SeriesRegistry {

    private final Cache<SeriesKey, SeriesIds> known =
            Caffeine.newBuilder().maximumSize(CacheSize.ofDevices()).build();
    private final SeriesStore store;
    private final int maxOfDevice;

    @Inject
    SeriesRegistry(SeriesStore store, TelemetryLogSettings settings) {
        this.store = store;
        this.maxOfDevice = settings.deviceSeries;
    }

    /**
     * What became of a batch.
     *
     * @param uploads what may be stored; status messages perhaps without their own tags
     * @param ids the series of each message that may be stored
     * @param refused why the others may not, by what they complete with
     * @param onCommit to be run when the transaction is committed
     */
    record Judgement(
            List<Upload> uploads,
            SeriesOfBatch ids,
            Map<CompletableFuture<List<Long>>, FieldsRefused> refused,
            Runnable onCommit) {}

    /** Judges a batch in the caller's transaction, which adds what is new. */
    Judgement judge(List<Upload> uploads) {
        Map<SeriesKey, SeriesIds> ids = new HashMap<>();
        SeriesOfBatch ofBatch = new SeriesOfBatch(ids);
        Set<SeriesKey> unknown = new LinkedHashSet<>();
        for (Upload upload : uploads) {
            for (TelemetryMessage message : upload.messages()) {
                if (ofBatch.of(message) == null) {
                    lookUp(SeriesKey.of(message), ids, unknown);
                }
            }
        }
        if (unknown.isEmpty()) {
            return new Judgement(uploads, ofBatch, Map.of(), () -> {});
        }
        Map<SeriesKey, SeriesIds> learned = store.find(unknown);
        Set<SeriesKey> missing = without(unknown, learned);
        Set<SeriesKey> tooMany = tooMany(missing);
        missing.removeAll(tooMany);
        List<Upload> simplified = tooMany.isEmpty() ? uploads : statusWithoutTags(uploads, tooMany, missing);
        learned.putAll(add(missing, learned));
        ids.putAll(learned);
        Map<CompletableFuture<List<Long>>, FieldsRefused> refused = refuse(simplified, tooMany);
        List<Upload> admitted = refused.isEmpty()
                ? simplified
                : simplified.stream()
                        .filter(it -> !refused.containsKey(it.committed()))
                        .toList();
        return new Judgement(
                admitted, ofBatch, refused, () -> learned.forEach((key, it) -> known.put(key.compact(), it)));
    }

    private void lookUp(SeriesKey key, Map<SeriesKey, SeriesIds> ids, Set<SeriesKey> unknown) {
        SeriesIds remembered = known.getIfPresent(key);
        if (remembered == null) {
            unknown.add(key);
        } else {
            ids.put(key, remembered);
        }
    }

    /** Makes the series that are missing, and the tag sets; returns all that were found without one. */
    private Map<SeriesKey, SeriesIds> add(Set<SeriesKey> missing, Map<SeriesKey, SeriesIds> learned) {
        Map<SeriesKey, SeriesIds> incomplete = learned.entrySet().stream()
                .filter(it -> it.getValue().tagSet() == 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!missing.isEmpty()) {
            store.add(missing);
            incomplete.putAll(store.find(missing));
        }
        if (incomplete.isEmpty()) {
            return incomplete;
        }
        store.addTagSets(incomplete);
        return store.find(incomplete.keySet());
    }

    /** Those for which their devices have no room; the first ones of a batch come first. */
    private Set<SeriesKey> tooMany(Set<SeriesKey> missing) {
        if (missing.isEmpty()) {
            return Set.of();
        }
        Map<Long, Integer> counts = store.count(devices(missing));
        Set<SeriesKey> added = new HashSet<>();
        Set<SeriesKey> tooMany = new HashSet<>();
        for (SeriesKey key : missing) {
            SeriesKey series = new SeriesKey(key.deviceRowId(), key.measurement(), key.ownTags(), Map.of());
            if (added.contains(series)) {
                continue;
            }
            int count = counts.getOrDefault(key.deviceRowId(), 0);
            if (count >= maxOfDevice) {
                tooMany.add(key);
            } else {
                added.add(series);
                counts.put(key.deviceRowId(), count + 1);
            }
        }
        return tooMany;
    }

    /**
     * A status message is never refused, it goes without its tags; the one series of these may be one more than a device
     * otherwise has.
     */
    private List<Upload> statusWithoutTags(List<Upload> uploads, Set<SeriesKey> tooMany, Set<SeriesKey> missing) {
        List<Upload> simplified = new ArrayList<>(uploads.size());
        for (Upload upload : uploads) {
            List<TelemetryMessage> messages = upload.messages().stream()
                    .map(it -> it.status() != null && tooMany.contains(SeriesKey.of(it)) ? it.withoutOwnTags() : it)
                    .toList();
            messages.stream()
                    .filter(it -> it.status() != null)
                    .map(SeriesKey::of)
                    .forEach(key -> {
                        if (key.ownTags().isEmpty()) {
                            tooMany.remove(key);
                            missing.add(key);
                        }
                    });
            simplified.add(upload.with(messages));
        }
        return simplified;
    }

    private Map<CompletableFuture<List<Long>>, FieldsRefused> refuse(List<Upload> uploads, Set<SeriesKey> tooMany) {
        if (tooMany.isEmpty()) {
            return Map.of();
        }
        Set<KnownTag> tags = store.tagsOf(devices(tooMany));
        Map<CompletableFuture<List<Long>>, FieldsRefused> refused = new HashMap<>();
        for (Upload upload : uploads) {
            List<Conflict> conflicts = new ArrayList<>(0);
            for (int i = 0; i < upload.messages().size(); i++) {
                SeriesKey key = SeriesKey.of(upload.messages().get(i));
                if (tooMany.contains(key)) {
                    conflicts.add(conflict(i, key, tags));
                }
            }
            if (!conflicts.isEmpty()) {
                refused.put(upload.committed(), new FieldsRefused(conflicts));
            }
        }
        return refused;
    }

    private Conflict conflict(int place, SeriesKey key, Set<KnownTag> tags) {
        String why = ", but this device has " + maxOfDevice + " series already, as many as it may have"
                + " (IOTFLOW_TELEMETRY_DEVICE_SERIES): send what differs with each reading as a field";
        return key.ownTags().entrySet().stream()
                .filter(it ->
                        !tags.contains(new KnownTag(key.deviceRowId(), key.measurement(), it.getKey(), it.getValue())))
                .findFirst()
                .or(() -> key.ownTags().entrySet().stream().findFirst())
                .map(it -> Conflict.ofTag(place, it.getKey(), Reason.TOO_MANY_SERIES, "has a new value" + why))
                .orElseGet(() -> Conflict.ofMessage(place, "measurement", Reason.TOO_MANY_SERIES, "is new" + why));
    }

    private static Set<Long> devices(Collection<SeriesKey> keys) {
        return keys.stream().map(SeriesKey::deviceRowId).collect(Collectors.toSet());
    }

    private static Set<SeriesKey> without(Set<SeriesKey> keys, Map<SeriesKey, SeriesIds> found) {
        Set<SeriesKey> left = new LinkedHashSet<>(keys);
        left.removeAll(found.keySet());
        return left;
    }
}

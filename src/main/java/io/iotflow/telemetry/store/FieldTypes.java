package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Changed;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sees that a field keeps the type of the first message with it, on all nodes: another type would break every query over
 * both. What is registered is remembered, so that a batch with known fields needs no query; new fields are registered in the
 * transaction that stores their messages.
 */
@Singleton
class FieldTypes {

    /** What is announced when an entry is removed. */
    static final String TOPIC = "field_type";

    private static final long FULL_NANOS = Duration.ofSeconds(10).toNanos();

    private final FieldTypeStore store;
    private final int maxOfMeasurement;
    private final int maxInAll;
    private final int maxOfDevice;
    private volatile Known known = new Known();

    @Inject
    FieldTypes(FieldTypeStore store, TelemetryLogSettings settings) {
        this.store = store;
        this.maxOfMeasurement = settings.measurementFields;
        this.maxInAll = settings.totalFields;
        this.maxOfDevice = settings.deviceFields;
    }

    /**
     * What one node remembers; as large as the registry at most. After a removal it begins anew, so that what was read
     * before cannot come back.
     *
     * @param fullSince which measurements had no capacity for a new field, and when; the empty name is all of them
     */
    private record Known(Map<Name, RegisteredField> fields, Map<String, Long> fullSince) {

        Known() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        boolean isFull(String measurement) {
            Long since = fullSince.get(measurement);
            return since != null && System.nanoTime() - since < FULL_NANOS;
        }
    }

    /**
     * What became of a batch.
     *
     * @param uploads what may be stored
     * @param refused why the others may not, by what they complete with
     */
    record Judgement(
            List<Upload> uploads, Map<CompletableFuture<List<Long>>, FieldsRefused> refused, Runnable onCommit) {}

    /** Judges a batch in the caller's transaction, which registers the fields that are new. */
    Judgement judge(List<Upload> uploads) {
        Known now = known;
        if (uploads.stream().allMatch(it -> FieldAdmission.fits(it, now.fields))) {
            return new Judgement(uploads, Map.of(), () -> {});
        }
        Map<Name, RegisteredField> learned = new HashMap<>();
        FieldQuota quota = quotaForNew(uploads, now, learned);
        Map<Name, RegisteredField> all = new HashMap<>(learned);
        names(uploads).stream().filter(now.fields::containsKey).forEach(it -> all.put(it, now.fields.get(it)));
        FieldAdmission admission = new FieldAdmission(all, quota);
        uploads.forEach(admission::judge);
        if (!admission.added().isEmpty()) {
            store.add(admission.added());
        }
        return new Judgement(admission.admitted(), admission.refused(), () -> {
            now.fields.putAll(learned);
            admission.added().forEach(it -> now.fields.put(it.name(), it));
        });
    }

    /** Looks up what this node does not know, and where something is new, locks the registry and counts. */
    private FieldQuota quotaForNew(List<Upload> uploads, Known now, Map<Name, RegisteredField> learned) {
        Set<Name> unknown = names(uploads);
        unknown.removeAll(now.fields.keySet());
        learn(unknown, learned);
        Set<String> growing = unknown.stream()
                .map(Name::measurement)
                .filter(it -> !now.isFull(it) && !now.isFull(""))
                .collect(Collectors.toSet());
        if (growing.isEmpty()) {
            return none(unknown, now);
        }
        store.lock();
        learn(unknown, learned);
        Set<String> measurements = unknown.stream().map(Name::measurement).collect(Collectors.toSet());
        FieldQuota quota =
                new FieldQuota(store.count(measurements, devices(uploads)), maxOfMeasurement, maxInAll, maxOfDevice);
        measurements.stream().filter(quota::isFull).forEach(it -> now.fullSince.put(it, System.nanoTime()));
        if (quota.isFull()) {
            now.fullSince.put("", System.nanoTime());
        }
        return quota;
    }

    private void learn(Set<Name> unknown, Map<Name, RegisteredField> learned) {
        if (!unknown.isEmpty()) {
            store.find(unknown).forEach(it -> learned.put(it.name(), it));
            unknown.removeAll(learned.keySet());
        }
    }

    private FieldQuota none(Collection<Name> unknown, Known now) {
        Map<String, Integer> full = new HashMap<>();
        unknown.forEach(it -> full.put(it.measurement(), now.isFull(it.measurement()) ? maxOfMeasurement : 0));
        return new FieldQuota(
                new FieldTypeStore.Counts(full, maxInAll, Map.of()), maxOfMeasurement, maxInAll, maxOfDevice);
    }

    private static Set<String> devices(List<Upload> uploads) {
        return uploads.stream()
                .flatMap(it -> it.messages().stream())
                .map(TelemetryMessage::deviceId)
                .collect(Collectors.toSet());
    }

    private static Set<Name> names(List<Upload> uploads) {
        Set<Name> names = new HashSet<>();
        for (Upload upload : uploads) {
            for (TelemetryMessage message : upload.messages()) {
                message.fields().keySet().forEach(it -> names.add(new Name(message.measurement(), it)));
            }
        }
        return names;
    }

    /** Begins anew, after a removal. */
    void forget() {
        known = new Known();
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(TOPIC)) {
            forget();
        }
    }
}

package io.iotflow.telemetry.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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

    private static final Duration REMEMBERED_FULL = Duration.ofSeconds(10);

    private final FieldTypeStore store;
    private final FieldQuota.Max max;
    private volatile Known known = new Known();

    @Inject
    FieldTypes(FieldTypeStore store, TelemetryLogSettings settings) {
        this.store = store;
        this.max = settings.fields;
    }

    /**
     * What one node remembers; as large as the registry at most. After a removal it begins anew, so that what was read
     * before cannot come back.
     *
     * @param full what had no capacity for a new field a moment ago
     */
    private record Known(Map<Name, RegisteredField> fields, Cache<Full, Boolean> full) {

        Known() {
            this(
                    new ConcurrentHashMap<>(),
                    Caffeine.newBuilder()
                            .maximumSize(100_000)
                            .expireAfterWrite(REMEMBERED_FULL)
                            .build());
        }

        boolean isFull(Full.Of what, String name) {
            return full.getIfPresent(new Full(what, name)) != null;
        }

        boolean isFullFor(String measurement, String deviceId) {
            return isFull(Full.Of.ALL, "")
                    || isFull(Full.Of.MEASUREMENT, measurement)
                    || isFull(Full.Of.DEVICE, deviceId);
        }

        void setFull(Full.Of what, String name) {
            full.put(new Full(what, name), true);
        }
    }

    /** A measurement, a device, or all (the empty name). */
    private record Full(Of what, String name) {

        enum Of {
            MEASUREMENT,
            DEVICE,
            ALL
        }
    }

    /** A field of a message that is not known, and who sends it. */
    private record Sent(Name name, String deviceId) {}

    /**
     * What became of a batch.
     *
     * @param uploads what may be stored
     * @param refused why the others may not, by what they complete with
     * @param added the fields that are new
     */
    record Judgement(
            List<Upload> uploads,
            Map<CompletableFuture<List<Long>>, FieldsRefused> refused,
            Collection<RegisteredField> added,
            Runnable onCommit) {}

    /** Judges a batch in the caller's transaction, which registers the fields that are new. */
    Judgement judge(List<Upload> uploads) {
        Known now = known;
        if (FieldAdmission.fit(uploads, now.fields)) {
            return new Judgement(uploads, Map.of(), List.of(), () -> {});
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
        return new Judgement(admission.admitted(), admission.refused(), admission.added(), () -> {
            now.fields.putAll(learned);
            admission.added().forEach(it -> now.fields.put(it.name(), it));
        });
    }

    /** Looks up what this node does not know, and where something is new, locks the registry and counts. */
    private FieldQuota quotaForNew(List<Upload> uploads, Known now, Map<Name, RegisteredField> learned) {
        Set<Sent> sent = sent(uploads, now);
        Set<Name> unknown = sent.stream().map(Sent::name).collect(Collectors.toSet());
        learn(unknown, learned);
        sent.removeIf(it -> learned.containsKey(it.name()));
        if (sent.stream().allMatch(it -> now.isFullFor(it.name().measurement(), it.deviceId()))) {
            return none(sent, now);
        }
        store.lock();
        learn(unknown, learned);
        sent.removeIf(it -> learned.containsKey(it.name()));
        Set<String> measurements =
                sent.stream().map(it -> it.name().measurement()).collect(Collectors.toSet());
        Set<String> devices = sent.stream().map(Sent::deviceId).collect(Collectors.toSet());
        FieldQuota quota = new FieldQuota(store.count(measurements, devices), max);
        measurements.stream().filter(quota::isFull).forEach(it -> now.setFull(Full.Of.MEASUREMENT, it));
        devices.stream().filter(quota::isFullOf).forEach(it -> now.setFull(Full.Of.DEVICE, it));
        if (quota.isFull()) {
            now.setFull(Full.Of.ALL, "");
        }
        return quota;
    }

    private void learn(Set<Name> unknown, Map<Name, RegisteredField> learned) {
        if (!unknown.isEmpty()) {
            store.find(unknown).forEach(it -> learned.put(it.name(), it));
            unknown.removeAll(learned.keySet());
        }
    }

    /** No capacity for any of these; each for its reason. */
    private FieldQuota none(Set<Sent> sent, Known now) {
        Map<String, Integer> ofMeasurement = new HashMap<>();
        Map<String, Integer> byDevice = new HashMap<>();
        for (Sent it : sent) {
            String measurement = it.name().measurement();
            if (now.isFull(Full.Of.MEASUREMENT, measurement)) {
                ofMeasurement.put(measurement, max.ofMeasurement());
            }
            if (now.isFull(Full.Of.DEVICE, it.deviceId())) {
                byDevice.put(it.deviceId(), max.ofDevice());
            }
        }
        return new FieldQuota(new FieldTypeStore.Counts(ofMeasurement, byDevice, max.inAll()), max);
    }

    private static Set<Sent> sent(List<Upload> uploads, Known now) {
        Set<Sent> sent = new HashSet<>();
        for (Upload upload : uploads) {
            for (TelemetryMessage message : upload.messages()) {
                for (String field : message.fields().keySet()) {
                    Name name = new Name(message.measurement(), field);
                    if (!now.fields.containsKey(name)) {
                        sent.add(new Sent(name, message.deviceId()));
                    }
                }
            }
        }
        return sent;
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

package io.iotflow.telemetry.store;

import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.FieldsRefused.Conflict;
import io.iotflow.telemetry.store.RegisteredField.Name;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Which uploads of a batch have fields of the right types. The first message with a field says its type, also within the
 * batch, unless its upload is refused. A status message is never refused for a field: it goes without it. So does a
 * lenient one, as long as it has another.
 */
final class FieldAdmission {

    private final Map<Name, RegisteredField> known;
    private final FieldQuota quota;
    private final Map<Name, RegisteredField> added = new LinkedHashMap<>();
    private final List<Upload> admitted = new ArrayList<>();
    private final Map<CompletableFuture<List<Long>>, FieldsRefused> refused = new HashMap<>();

    FieldAdmission(Map<Name, RegisteredField> known, FieldQuota quota) {
        this.known = known;
        this.quota = quota;
    }

    /** Whether every field of these uploads is one of these, with its type. */
    static boolean fit(List<Upload> uploads, Map<Name, RegisteredField> known) {
        Map<String, Map<String, FieldType>> types = new HashMap<>(); // by measurement: most of a batch share one
        for (Upload upload : uploads) {
            for (TelemetryMessage message : upload.messages()) {
                String measurement = message.measurement();
                Map<String, FieldType> ofMeasurement = types.computeIfAbsent(measurement, it -> new HashMap<>());
                for (Map.Entry<String, Object> field : message.fields().entrySet()) {
                    FieldType type = ofMeasurement.computeIfAbsent(field.getKey(), it -> type(known, measurement, it));
                    if (type != FieldType.of(field.getValue())) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Null where it is not known. */
    private static FieldType type(Map<Name, RegisteredField> known, String measurement, String field) {
        RegisteredField registered = known.get(new Name(measurement, field));
        return registered == null ? null : registered.type();
    }

    void judge(Upload upload) {
        Map<Name, RegisteredField> claimed = new LinkedHashMap<>();
        List<Conflict> conflicts = new ArrayList<>();
        List<TelemetryMessage> messages = new ArrayList<>(upload.messages().size());
        for (int i = 0; i < upload.messages().size(); i++) {
            TelemetryMessage message = upload.messages().get(i);
            message = message.isLenient() ? converted(message, claimed) : message;
            Map<Name, RegisteredField> claimedHere = new LinkedHashMap<>();
            List<Conflict> here = conflicts(i, message, claimed, claimedHere);
            if (here.isEmpty() || message.status() != null) {
                messages.add(here.isEmpty() ? message : message.without(fields(here)));
                claimed.putAll(claimedHere);
            } else if (message.isLenient() && here.size() < message.fields().size()) {
                messages.add(without(message, here));
                claimed.putAll(claimedHere);
            } else {
                conflicts.add(here.get(0));
                giveBack(claimedHere);
            }
        }
        if (conflicts.isEmpty()) {
            added.putAll(claimed);
            admitted.add(upload.with(messages));
        } else {
            giveBack(claimed);
            refused.put(upload.committed(), new FieldsRefused(conflicts));
        }
    }

    private void giveBack(Map<Name, RegisteredField> claims) {
        claims.forEach((name, field) -> quota.giveBack(name, field.deviceId()));
    }

    /** Texts that say a number or boolean, where that is what the field is. */
    private TelemetryMessage converted(TelemetryMessage message, Map<Name, RegisteredField> claimed) {
        Map<String, Object> fields = new HashMap<>(0);
        message.fields().forEach((field, value) -> {
            if (value instanceof String text) {
                RegisteredField registered = registered(new Name(message.measurement(), field), claimed);
                if (registered != null) {
                    FieldText.as(registered.type(), text).ifPresent(it -> fields.put(field, it));
                }
            }
        });
        if (fields.isEmpty()) {
            return message;
        }
        Map<String, Object> all = new LinkedHashMap<>(message.fields());
        all.putAll(fields);
        return message.keeping(all, List.of());
    }

    private static TelemetryMessage without(TelemetryMessage message, List<Conflict> conflicts) {
        Map<String, Object> kept = new LinkedHashMap<>(message.fields());
        kept.keySet().removeAll(fields(conflicts));
        return message.keeping(
                kept,
                conflicts.stream()
                        .map(it -> new LeftOut(it.field(), LeftOut.Why.of(it.reason())))
                        .toList());
    }

    private List<Conflict> conflicts(
            int place,
            TelemetryMessage message,
            Map<Name, RegisteredField> claimed,
            Map<Name, RegisteredField> claimedHere) {
        List<Conflict> conflicts = new ArrayList<>(0);
        message.fields().forEach((field, value) -> {
            Name name = new Name(message.measurement(), field);
            FieldType type = FieldType.of(value);
            RegisteredField registered = registered(name, claimed);
            if (registered != null && registered.type() != type) {
                conflicts.add(Conflict.ofField(place, field, Reason.FIELD_TYPE, registered.refusalOf(type)));
            } else if (registered == null) {
                Optional<String> overQuota = quota.take(name, message.deviceId());
                overQuota.ifPresentOrElse(
                        why -> conflicts.add(Conflict.ofField(place, field, Reason.TOO_MANY_FIELDS, why)),
                        () -> claimedHere.put(
                                name,
                                new RegisteredField(
                                        name,
                                        type,
                                        message.receivedAt().truncatedTo(ChronoUnit.MICROS),
                                        message.deviceId())));
            }
        });
        return conflicts;
    }

    private RegisteredField registered(Name name, Map<Name, RegisteredField> claimed) {
        RegisteredField registered = known.get(name);
        if (registered == null) {
            registered = added.get(name);
        }
        return registered == null ? claimed.get(name) : registered;
    }

    private static Set<String> fields(List<Conflict> conflicts) {
        Set<String> fields = new HashSet<>();
        conflicts.forEach(it -> fields.add(it.field()));
        return fields;
    }

    /** What may be stored, in its order; status messages perhaps without some fields. */
    List<Upload> admitted() {
        return admitted;
    }

    /** Why the others may not, by what they complete with. */
    Map<CompletableFuture<List<Long>>, FieldsRefused> refused() {
        return refused;
    }

    /** The fields that are new. */
    Collection<RegisteredField> added() {
        return added.values();
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The registry of field types for operators. */
@Dependent
class FieldRegistry {

    private final Sql sql;
    private final FieldTypeStore store;
    private final AuditLog audit;
    private final Changes changes;
    private final TelemetryLogSettings settings;

    @Inject
    FieldRegistry(Sql sql, FieldTypeStore store, AuditLog audit, Changes changes, TelemetryLogSettings settings) {
        this.sql = sql;
        this.store = store;
        this.audit = audit;
        this.changes = changes;
        this.settings = settings;
    }

    /** The next ones behind a name, of one measurement or all. */
    List<RegisteredField> list(Optional<String> measurement, Name behind, int limit) {
        return store.list(measurement, behind, limit);
    }

    /**
     * Gives a field a type, and a unit or none (null), on all nodes, before a message has it or instead of the one that it has. What is stored keeps its
     * type.
     *
     * @throws Problem 409 when the product itself says its type, or there are as many fields as there may be
     */
    void declare(Name name, FieldType type, String unit) {
        sql.inTransaction(() -> {
            declareAndTell(
                    RegisteredField.declared(name, type, unit, Instant.now().truncatedTo(ChronoUnit.MICROS)));
            return null;
        });
    }

    private void declareAndTell(RegisteredField declared) {
        Name name = declared.name();
        store.lock();
        Optional<RegisteredField> former = store.find(Set.of(name)).stream().findFirst();
        if (former.isEmpty()) {
            requireCapacity(name);
        } else {
            requireChangeable(former.get());
        }
        store.put(declared);
        JsonObject detail = Json.createObjectBuilder()
                .add("measurement", name.measurement())
                .add("field", name.field())
                .add("type", declared.type().code())
                .add("unit", Json.orNull(declared.unit()))
                .add(
                        "former_type",
                        Json.orNull(former.map(it -> it.type().code()).orElse(null)))
                .build();
        audit.record("field_type.declare", name.measurement() + "/" + name.field(), detail);
        changes.announce(FieldTypes.TOPIC, "");
    }

    private void requireCapacity(Name name) {
        FieldQuota quota = new FieldQuota(store.count(Set.of(name.measurement()), Set.of()), settings.fields);
        quota.take(name, "").ifPresent(why -> {
            throw Problem.conflict("Field '" + name.field() + "' " + why + ".");
        });
    }

    private static void requireChangeable(RegisteredField field) {
        if (field.isTheProducts()) {
            throw Problem.conflict("The type of this field is the product's own and cannot be changed.");
        }
    }

    /**
     * Removes a field on all nodes, so that the next message with it says its type.
     *
     * @throws Problem 404 when there is none, 409 when the product itself says its type
     */
    RegisteredField remove(Name name) {
        return sql.inTransaction(() -> removeAndTell(name));
    }

    private RegisteredField removeAndTell(Name name) {
        RegisteredField removed = store.remove(name)
                .orElseThrow(() -> Problem.notFound("No message had this field of this measurement."));
        requireChangeable(removed);
        JsonObject detail = Json.createObjectBuilder()
                .add("measurement", name.measurement())
                .add("field", name.field())
                .add("type", removed.type().code())
                .add("first_seen", removed.firstSeen().toString())
                .add("first_device_id", Json.orNull(removed.firstDeviceId()))
                .build();
        audit.record("field_type.remove", name.measurement() + "/" + name.field(), detail);
        changes.announce(FieldTypes.TOPIC, "");
        return removed;
    }
}

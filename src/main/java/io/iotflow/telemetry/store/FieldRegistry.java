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
import java.util.List;
import java.util.Optional;

/** The registry of field types for operators. */
@Dependent
class FieldRegistry {

    private final Sql sql;
    private final FieldTypeStore store;
    private final AuditLog audit;
    private final Changes changes;

    @Inject
    FieldRegistry(Sql sql, FieldTypeStore store, AuditLog audit, Changes changes) {
        this.sql = sql;
        this.store = store;
        this.audit = audit;
        this.changes = changes;
    }

    /** The next ones behind a name, of one measurement or all. */
    List<RegisteredField> list(Optional<String> measurement, Name behind, int limit) {
        return store.list(measurement, behind, limit);
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
        if (removed.deviceId() == null) {
            throw Problem.conflict("The type of this field is the product's own and cannot be removed.");
        }
        JsonObject detail = Json.createObjectBuilder()
                .add("measurement", name.measurement())
                .add("field", name.field())
                .add("type", removed.type().code())
                .add("first_seen", removed.firstSeen().toString())
                .add("first_device_id", removed.deviceId())
                .build();
        audit.record("field_type.remove", name.measurement() + "/" + name.field(), detail);
        changes.announce(FieldTypes.TOPIC, "");
        return removed;
    }
}

package io.iotflow.quarantine;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;

/** What operators delete, and what goes with a device. */
@Dependent
class QuarantineDeletion {

    private static final int STEP = 1_000;

    private final Sql sql;
    private final QuarantineStore store;
    private final AuditLog audit;

    @Inject
    QuarantineDeletion(Sql sql, QuarantineStore store, AuditLog audit) {
        this.sql = sql;
        this.store = store;
        this.audit = audit;
    }

    /** Deletes one message; false when there is none. */
    boolean delete(long id) {
        return sql.inTransaction(() -> {
            boolean isDeleted = store.delete(id);
            if (isDeleted) {
                audit.record("quarantine.delete", String.valueOf(id), JsonValue.EMPTY_JSON_OBJECT);
            }
            return isDeleted;
        });
    }

    /** Deletes all of a selection, in many small transactions, and returns how many. */
    long delete(QuarantineFilter selection) {
        // Before the first step: what an operator began is on record even when this node dies meanwhile.
        audit.record("quarantine.delete", "filter", selection.facts().build());
        return deleteAll(selection);
    }

    /** Deletes all that came of a device which is itself being deleted. */
    void deleteAllOf(String deviceId) {
        deleteAll(new QuarantineFilter(deviceId, null, null, null, null));
    }

    private long deleteAll(QuarantineFilter selection) {
        long deleted = 0;
        int step;
        do {
            step = store.delete(selection, STEP);
            deleted += step;
        } while (step == STEP); // not until none is left: a flood that goes on would keep us here
        return deleted;
    }
}

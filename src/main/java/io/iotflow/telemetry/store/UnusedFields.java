package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Forgets the types of fields that nothing stored has any more, so that the next message with one says its type. */
@Dependent
class UnusedFields {

    private static final Logger LOG = Logger.getLogger(UnusedFields.class.getName());

    private final Sql sql;
    private final FieldTypeStore store;
    private final Changes changes;

    @Inject
    UnusedFields(Sql sql, FieldTypeStore store, Changes changes) {
        this.sql = sql;
        this.store = store;
        this.changes = changes;
    }

    /** Those that a device sent first whose messages are gone. Where the search takes too long they stay, and it says so. */
    void forgetThoseOf(String deviceId) {
        try {
            sql.inNewTransaction(() -> {
                int removed = store.forgetUnused(deviceId);
                if (removed > 0) {
                    changes.announce(FieldTypes.TOPIC, "");
                }
                return removed;
            });
        } catch (DatabaseException e) {
            LOG.log(
                    Level.INFO,
                    e,
                    () -> "whether others still send the fields that device " + deviceId
                            + " sent first was not found out in time; their types stay, and an admin may remove them");
        }
    }
}

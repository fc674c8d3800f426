package io.iotflow.telemetry.store;

import io.iotflow.device.DeviceDeletion;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

/** Gives back the places in the registry of fields that a device had which is being deleted. */
@ApplicationScoped
class DeletedDeviceFields {

    private static final int AFTER_ITS_SERIES = Interceptor.Priority.APPLICATION + 900;

    @Inject
    private Sql sql;

    @Inject
    private FieldTypeStore store;

    @Inject
    private Changes changes;

    void onDeletion(@Observes @Priority(AFTER_ITS_SERIES) DeviceDeletion deletion) {
        sql.inNewTransaction(() -> {
            store.free(deletion.device().deviceId());
            changes.announce(FieldTypes.TOPIC, "");
            return null;
        });
    }
}

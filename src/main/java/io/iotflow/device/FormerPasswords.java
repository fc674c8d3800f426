package io.iotflow.device;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.transaction.Transactional;

/** The MQTT passwords that devices had at the prototype's broker: at most one each, beside their keys. */
@ApplicationScoped
@Transactional
class FormerPasswords {

    private static final String IS_HERE = """
            SELECT count(*) FROM device_key k JOIN device d ON d.id = k.device WHERE d.device_id = ? AND k.hash = ?""";

    private static final String IS_ANOTHERS = IS_HERE.replace("d.device_id = ?", "d.device_id <> ?");

    private static final String REMOVE_OTHERS = """
            DELETE FROM device_key WHERE octet_length(hash) > 32
                AND device = (SELECT id FROM device WHERE device_id = ? FOR UPDATE)""";

    private static final String ADD = """
            INSERT INTO device_key (device, hash, created_at) SELECT id, ?, now() FROM device WHERE device_id = ?""";

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private Changes changes;

    boolean isHere(String deviceId, FormerPassword password) {
        return sql.one(IS_HERE, row -> row.getLong(1) > 0, deviceId, password.stored());
    }

    /** Gives it to a device that is registered, in the place of one that it had. */
    void give(String deviceId, FormerPassword password) {
        if (sql.one(IS_ANOTHERS, row -> row.getLong(1) > 0, deviceId, password.stored())) {
            throw Problem.conflict("Another device already has this mqtt_password_hash.");
        }
        sql.update(REMOVE_OTHERS, deviceId);
        if (sql.update(ADD, password.stored(), deviceId) == 0) {
            throw DeviceRegistry.unknown(deviceId);
        }
        audit.record("device.mqtt_password.import", deviceId, JsonValue.EMPTY_JSON_OBJECT);
        changes.announce(DeviceRegistry.TOPIC, deviceId);
    }
}

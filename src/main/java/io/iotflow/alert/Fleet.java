package io.iotflow.alert;

import io.iotflow.device.AccountChange;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads devices as rules see them, and hears which of them have changed. */
@Singleton
class Fleet {

    /** The topic of {@link Changed} for a device that joined or left a group; its subject is the device's id. */
    private static final String TOPIC = "alert_group";

    private static final int MOST_CHANGED = 10_000;

    private static final String DEVICES = """
            SELECT d.id, d.device_id, d.created_at, d.name, d.device_type, d.location, d.description, d.firmware_version,
                d.hardware_version,
                ARRAY(SELECT f.group_id FROM fleet f JOIN fleet_member m ON m.fleet = f.id WHERE m.device = d.id)::text[]
            FROM device d""";

    private final Sql sql;
    private final Changes changes;
    private final Set<String> changed = new HashSet<>(); // by itself
    private boolean isAllChanged; // by the set

    @Inject
    Fleet(Sql sql, Changes changes) {
        this.sql = sql;
        this.changes = changes;
    }

    void onRegrouped(@Observes AccountChange change) {
        if (change instanceof AccountChange.Regrouped) {
            changes.announce(TOPIC, change.device().deviceId());
        }
    }

    void onChange(@Observes Changed change) {
        if (!change.concerns(TOPIC) && !change.concerns(DeviceRegistry.TOPIC)) {
            return;
        }
        synchronized (changed) {
            isAllChanged |= change.isEverything() || changed.size() >= MOST_CHANGED;
            if (isAllChanged) {
                changed.clear();
            } else {
                changed.add(change.subject());
            }
        }
    }

    /** All devices. */
    List<KnownDevice> all() {
        return sql.list(DEVICES, Fleet::read);
    }

    /** The devices of these rows that are there. */
    List<KnownDevice> ofRows(long[] rowIds) {
        return sql.list(DEVICES + " WHERE d.id = ANY (?)", Fleet::read, rowIds);
    }

    /** The devices of these ids that are there. */
    List<KnownDevice> ofIds(Set<String> deviceIds) {
        return deviceIds.isEmpty()
                ? List.of()
                : sql.list(DEVICES + " WHERE d.device_id = ANY (?)", Fleet::read, (Object)
                        deviceIds.toArray(String[]::new));
    }

    /** Ids of devices that changed since the last call; all where it is not known which. */
    ChangedDevices takeChanged() {
        synchronized (changed) {
            ChangedDevices taken = new ChangedDevices(Set.copyOf(changed), isAllChanged);
            changed.clear();
            isAllChanged = false;
            return taken;
        }
    }

    /** Which devices have changed. */
    record ChangedDevices(Set<String> deviceIds, boolean isAll) {}

    private static KnownDevice read(ResultSet row) throws SQLException {
        Map<String, String> attributes = new HashMap<>();
        String deviceId = row.getString(2);
        attributes.put("device_id", deviceId);
        put(attributes, "name", row.getString(4));
        put(attributes, KnownDevice.TYPE, shared(row.getString(5)));
        put(attributes, KnownDevice.LOCATION, shared(row.getString(6)));
        put(attributes, "description", row.getString(7));
        put(attributes, "firmware_version", shared(row.getString(8)));
        put(attributes, "hardware_version", shared(row.getString(9)));
        return new KnownDevice(
                row.getLong(1),
                deviceId,
                Map.copyOf(attributes),
                Set.copyOf(Arrays.asList((String[]) row.getArray(10).getArray())),
                Sql.instant(row, 3));
    }

    /** What many devices have is in memory once: all devices are, as long as a rule is enabled. */
    private static String shared(String value) {
        return value == null ? null : value.intern();
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (value != null) {
            attributes.put(name, value);
        }
    }
}

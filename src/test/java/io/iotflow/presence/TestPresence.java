package io.iotflow.presence;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.ShippedConfig;
import java.time.Instant;
import java.util.Map;

/** Presence without the container, of what is in these tables. */
public final class TestPresence {

    private final PresenceStore store;
    private final PresenceSettings settings = new PresenceSettings(new ShippedConfig(Map.of()));

    public TestPresence(Sql sql) {
        store = new PresenceStore(sql);
    }

    /** What the class under test is given. */
    public Presence presence() {
        return new Presence(new LastSeenUpdates(settings), store, settings);
    }

    /** What the list of devices is given. */
    public DeviceColumns columns() {
        return new PresenceColumns(settings);
    }

    /** A message of this device has come just now; {@code offline} when it said that it goes. */
    public void seen(long deviceRowId, boolean offline) {
        store.write(Map.of(deviceRowId, new LastSeenUpdate(Instant.now(), offline, false)), settings.timeout);
    }
}

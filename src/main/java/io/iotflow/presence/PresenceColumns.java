package io.iotflow.presence;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.SqlText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Lists devices by {@code last_seen} and {@code is_online}, as of the last write. */
@Singleton
class PresenceColumns implements DeviceColumns {

    private final Duration timeout;

    @Inject
    PresenceColumns(PresenceSettings settings) {
        this.timeout = settings.timeout;
    }

    @Override
    public String rows() {
        return "presence";
    }

    @Override
    public String alias() {
        return "presence";
    }

    @Override
    public String without() {
        return "presence_never";
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "last_seen",
                new Column(new SqlText("presence.last_seen"), "NULL::timestamptz"),
                "is_online",
                new Column(
                        new SqlText(
                                "(NOT presence.said_offline AND presence.last_seen >= ?)",
                                Instant.now().minus(timeout)),
                        "false"));
    }
}

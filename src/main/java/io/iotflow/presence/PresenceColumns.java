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
    public String join() {
        return "LEFT JOIN presence ON presence.device = device.id";
    }

    @Override
    public Map<String, SqlText> columns() {
        return Map.of(
                "last_seen",
                new SqlText("presence.last_seen"),
                "is_online",
                new SqlText(
                        "coalesce(NOT presence.said_offline AND presence.last_seen >= ?, false)",
                        Instant.now().minus(timeout)));
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.SqlText;
import jakarta.inject.Singleton;
import java.util.Map;

/** Lists devices by {@code telemetry_count} and {@code last_reading_at}, as they were added up last. */
@Singleton
class CountColumns implements DeviceColumns {

    @Override
    public String join() {
        return "LEFT JOIN telemetry_count ON telemetry_count.device = device.id";
    }

    @Override
    public Map<String, SqlText> columns() {
        return Map.of(
                "telemetry_count",
                new SqlText("coalesce(telemetry_count.messages - telemetry_count.statuses, 0)"),
                "last_reading_at",
                new SqlText("telemetry_count.last_reading"));
    }
}

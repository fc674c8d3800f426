package io.iotflow.telemetry.store;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.SqlText;
import jakarta.inject.Singleton;
import java.util.Map;

/** Lists devices by {@code telemetry_count} and {@code last_reading_at}, as they were added up last. */
@Singleton
class CountColumns implements DeviceColumns {

    @Override
    public String rows() {
        return "telemetry_count";
    }

    @Override
    public String alias() {
        return "telemetry_count";
    }

    @Override
    public String without() {
        return "telemetry_count_never";
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "telemetry_count",
                new Column(new SqlText("telemetry_count.messages - telemetry_count.statuses"), "0::bigint"),
                "last_reading_at",
                new Column(new SqlText("telemetry_count.last_reading"), "NULL::timestamptz"));
    }
}

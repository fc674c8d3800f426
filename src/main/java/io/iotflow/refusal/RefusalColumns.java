package io.iotflow.refusal;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.SqlText;
import jakarta.inject.Singleton;
import java.util.Map;

/** Lists devices by {@code refused_messages}. */
@Singleton
class RefusalColumns implements DeviceColumns {

    @Override
    public String rows() {
        return "(SELECT device, sum(messages) AS messages FROM refusal GROUP BY device) AS refused";
    }

    @Override
    public String alias() {
        return "refused";
    }

    /** Few have refusals, so looking each device up finds the others fast. */
    @Override
    public String without() {
        return "(SELECT id AS device FROM device WHERE NOT EXISTS (SELECT FROM refusal WHERE refusal.device = device.id))"
                + " AS never_refused";
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of("refused_messages", new Column(new SqlText("refused.messages"), "0::numeric"));
    }
}

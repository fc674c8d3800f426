package io.iotflow.refusal;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.SqlText;
import jakarta.inject.Singleton;
import java.util.Map;

/** Lists devices by {@code refused_messages}. */
@Singleton
class RefusalColumns implements DeviceColumns {

    @Override
    public String join() {
        return "LEFT JOIN (SELECT device, sum(messages) AS messages FROM refusal GROUP BY device) AS refused"
                + " ON refused.device = device.id";
    }

    @Override
    public Map<String, SqlText> columns() {
        return Map.of("refused_messages", new SqlText("coalesce(refused.messages, 0)"));
    }
}

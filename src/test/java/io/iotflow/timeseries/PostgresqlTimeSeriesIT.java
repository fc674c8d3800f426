package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Queries about time, answered by Postgresql. */
@Deployed(OnPostgresql.class)
class PostgresqlTimeSeriesIT extends TimeSeriesContract {

    @Override
    String source() {
        return "postgresql";
    }

    @Test
    void saysWhichStoreAnswers() {
        JsonObject health = admin().withKey(null).get("/api/v1/influxdb/health").json();

        assertEquals("postgresql", health.getString("store"));
    }
}

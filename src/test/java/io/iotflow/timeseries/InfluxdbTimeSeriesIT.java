package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Deployments;
import io.iotflow.stack.Reply;
import jakarta.json.JsonObject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Questions about time, answered by Influxdb. */
@ExtendWith(ArquillianExtension.class)
class InfluxdbTimeSeriesIT extends TimeSeriesContract {

    @Deployment(testable = false)
    @TargetsContainer("influxdb")
    static WebArchive war() {
        return Deployments.war();
    }

    @Test
    void saysWhichStoreAnswers() {
        JsonObject health = admin().withKey(null).get("/api/v1/influxdb/health").json();

        assertEquals("influxdb", health.getString("store"));
    }

    @Test
    void listsTheBucketsAndTheWritersFiguresWithoutTheToken() {
        JsonObject buckets = admin().get("/api/v1/influxdb/buckets").json();
        Reply stats = admin().get("/api/v1/influxdb/stats");

        JsonObject ours = buckets.getJsonArray("buckets").getValuesAs(JsonObject.class).stream()
                .filter(it -> it.getString("name").equals("telemetry"))
                .findFirst()
                .orElseThrow();
        assertTrue(ours.containsKey("id") && ours.containsKey("org_id") && ours.containsKey("retention_rules"));
        assertEquals(buckets.getJsonArray("buckets").size(), buckets.getInt("count"));
        assertTrue(stats.json().getBoolean("connected"), stats.text());
        assertEquals("telemetry", stats.json().getString("bucket"));
        assertTrue(stats.json().getJsonObject("writer").containsKey("written"));
        assertFalse(stats.text().contains("oken"), "nothing of the token");
    }
}

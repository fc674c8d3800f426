package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.serverconfig.Dashboard;
import io.iotflow.serverconfig.GrafanaDatabase;
import io.iotflow.serverconfig.InfluxQueries;
import io.iotflow.serverconfig.Interpolation;
import io.iotflow.serverconfig.MetricNames;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnInfluxdb;
import io.iotflow.stack.Quarantined;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Queries about time, answered by Influxdb. */
@Deployed(OnInfluxdb.class)
class InfluxdbTimeSeriesIT extends TimeSeriesContract {

    @Override
    String source() {
        return "influxdb";
    }

    @Test
    void saysWhichStoreAnswers() {
        JsonObject health = admin().withKey(null).get("/api/v1/influxdb/health").json();

        assertEquals("influxdb", health.getString("store"));
    }

    @Test
    void listsTheBucketsAndTheWritersMetricsWithoutTheToken() {
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

    @Test
    void answersWhatTheDashboardsAskPostgresql() throws SQLException {
        useEverythingOnce();
        GrafanaDatabase database = GrafanaDatabase.prepare();

        for (Dashboard.Query query : Dashboard.queries(Dashboard.POSTGRESQL)) {
            assertFalse(
                    database.rows(dashboardOf(device().id()).sql(query.text())).isEmpty(), query.toString());
        }
        assertTrue(database.refuses("SELECT * FROM device_key"));
        assertTrue(database.refuses("SELECT * FROM operator_key"));
        assertTrue(database.refuses("SELECT * FROM audit"));
        assertTrue(database.refuses("SELECT payload FROM quarantine"));
        assertTrue(database.refuses("SELECT payload FROM command"));
        database.rows(
                "SELECT d.device_id, a.rule_name, a.severity, a.message, a.opened_at, a.changed_at, a.cleared_at, a.silenced,"
                        + " a.acknowledged_at FROM alert a JOIN device d ON d.id = a.device");
        assertTrue(database.refuses("SELECT comment FROM alert"));
        assertTrue(database.refuses("SELECT acknowledged_by FROM alert"));
        assertTrue(database.refuses("BEGIN READ WRITE; DELETE FROM presence"));
    }

    @Test
    void hasEveryMetricThatTheDashboardsAskFor() {
        useEverythingOnce();
        MetricNames metrics =
                new MetricNames(admin().withKey(null).get("/metrics").text());

        for (Dashboard.Query query : Dashboard.queries(Dashboard.PROMETHEUS)) {
            if (!query.text().startsWith("label_values(")) {
                assertEquals(Set.of(), metrics.missing(query.text()), query.toString());
            }
        }
    }

    @Test
    void answersWhatTheDashboardsAskInfluxDb() {
        if (System.getenv("INFLUXDB_TEST_URL") == null) {
            String reason = "INFLUXDB_TEST_URL is not set: the dashboards' Flux is not run";
            System.out.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        useEverythingOnce();
        InfluxQueries influx = InfluxQueries.ofTheTests();
        Interpolation dashboard = dashboardOf(device().id());

        for (Dashboard.Query query : Dashboard.queries(Dashboard.INFLUXDB)) {
            assertFalse(influx.rows(dashboard.flux(query.text(), "telemetry")).isEmpty(), query.toString());
        }
        // The former document's own queries; the last one for this device, as others may have sent texts in the
        // meantime.
        assertEquals(values(influx, FORMER_TEMPERATURE), values(influx, panel(dashboard, "Temperature over time")));
        assertEquals(values(influx, FORMER_STATUS), values(influx, panel(dashboard, "Device status overview")));
        assertEquals(
                values(influx, FORMER_COMPARISON.formatted(device().id())).stream()
                        .filter(row -> row.contains("value"))
                        .collect(Collectors.toSet()),
                values(influx, panel(dashboard, "Multi-device comparison")));
    }

    private static final String FORMER_TEMPERATURE = """
            from(bucket: "telemetry")
              |> range(start: -1h)
              |> filter(fn: (r) => r["_measurement"] == "temperature")
              |> filter(fn: (r) => r["_field"] == "value")""";

    private static final String FORMER_STATUS = """
            from(bucket: "telemetry")
              |> range(start: -5m)
              |> filter(fn: (r) => r["_measurement"] == "status")
              |> last()""";

    private static final String FORMER_COMPARISON = """
            from(bucket: "telemetry")
              |> range(start: -1h)
              |> filter(fn: (r) => r["_measurement"] == "temperature")
              |> filter(fn: (r) => r["device_id"] == "%s")
              |> group(columns: ["device_id"])""";

    private static String panel(Interpolation dashboard, String title) {
        return Dashboard.queries(Dashboard.INFLUXDB).stream()
                .filter(it -> it.from().endsWith(" / " + title))
                .map(it -> dashboard.flux(it.text(), "telemetry"))
                .findFirst()
                .orElseThrow();
    }

    /** Time, device, field and value of each row, in no order. */
    private static Set<List<String>> values(InfluxQueries influx, String flux) {
        return influx.rows(flux).stream()
                .map(row -> Stream.of("_time", "device_id", "_field", "_value")
                        .map(row::get)
                        .toList())
                .collect(Collectors.toSet());
    }

    private static Interpolation dashboardOf(String deviceId) {
        return new Interpolation(
                Instant.now().minus(1, ChronoUnit.HOURS),
                Instant.now().plusSeconds(60),
                Duration.ofSeconds(30),
                Map.of(
                        "device", List.of(deviceId),
                        "measurement", List.of("temperature"),
                        "field", List.of(".*"),
                        "type", List.of("environmental", "it's"),
                        "status", List.of("active", "inactive"),
                        "presence_timeout", List.of("300")));
    }

    /** A reading, a status, a command and a refused message of this test's device, all the way into the stores. */
    private void useEverythingOnce() {
        String id = device().id();
        device().publish("status/online", "{\"battery\":3.3}");
        device().publish("telemetry/temperature", "{\"value\":23.5,\"humidity\":45}");
        device().publish("telemetry/mode", "{\"mode\":\"auto\"}");
        device().publish("telemetry/temperature", "{bad");
        Reply command = admin().post(
                        "/api/v1/mqtt/device/" + id + "/command",
                        "{\"command_type\":\"config\",\"command\":{\"interval\":10}}");
        assertTrue(command.status() < 300, command.text());
        soon().until(() ->
                device().http().get(device().data("?start=-1h")).json().getInt("count") >= 5);
        soon().until(() -> TestStack.queryLong("SELECT count(*) FROM presence p JOIN device d ON d.id = p.device"
                        + " WHERE NOT said_offline AND d.device_id = '" + id + "'")
                == 1);
        soon().until(() -> Quarantined.of(id) != null);
    }
}

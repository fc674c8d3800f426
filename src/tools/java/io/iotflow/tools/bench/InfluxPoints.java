package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An InfluxDB 2 of the bench's own. */
final class InfluxPoints implements PointStore {

    private static final String COUNT = """
            from(bucket: "%s") |> range(start: 0, stop: 2100-01-01T00:00:00Z)
              |> filter(fn: (r) => r._measurement == "%s" and r._field == "seq")
              |> group() |> count() |> keep(columns: ["_value"])""";

    private final Influxd influx;

    InfluxPoints(Influxd influx) {
        this.influx = influx;
    }

    @Override
    public Map<String, String> environment() {
        return influx.environment();
    }

    @Override
    public long points(String measurement) throws IOException, InterruptedException {
        Map<String, String> settings = influx.environment();
        HttpRequest question = HttpRequest.newBuilder(
                        URI.create(influx.uri() + "/api/v2/query?org=" + settings.get("INFLUXDB_ORG")))
                .header("Authorization", "Token " + influx.token())
                .header("Content-Type", "application/vnd.flux")
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(
                        COUNT.formatted(settings.get("INFLUXDB_BUCKET"), measurement)))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(question, HttpResponse.BodyHandlers.ofString())
                .body();
        List<String> rows =
                answer.lines().filter(it -> !it.isBlank()).toList(); // a head, and a row where there are points
        return rows.size() < 2
                ? 0
                : Long.parseLong(rows.get(1).substring(rows.get(1).lastIndexOf(',') + 1));
    }

    @Override
    public String describe() {
        return "InfluxDB " + influx.version();
    }

    @Override
    public void close() {
        influx.close();
    }
}

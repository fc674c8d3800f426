package io.iotflow.tools.influxsetup;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import com.influxdb.exceptions.InfluxException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Readings (of less than a day, so that no retention refuses them) of three devices that do not exist, so that a dashboard shows something: temperature and humidity
 * every five minutes, and a heartbeat. They are in InfluxDB only; no device, and nothing in PostgreSQL, is made.
 */
final class SampleData {

    private static final List<String> PLACES = List.of("office", "kitchen", "cellar");
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final Duration LENGTH = Duration.ofHours(22);

    private final InfluxDBClient client;
    private final String orgId;
    private final Report report;

    SampleData(InfluxDBClient client, String orgId, Report report) {
        this.client = client;
        this.orgId = orgId;
        this.report = report;
    }

    /** Writes them into the bucket, unless some are there. */
    void require(String bucket, Instant now) {
        try {
            if (isThere(bucket, now)) {
                report.found("sample data in " + bucket);
                return;
            }
            List<Point> points = points(now.truncatedTo(ChronoUnit.HOURS));
            client.getWriteApiBlocking().writePoints(bucket, orgId, points);
            report.changed(points.size() + " points of sample data written: device_id sample_"
                    + String.join(", sample_", PLACES));
        } catch (InfluxException e) {
            throw Refusal.of(e, "writing sample data");
        }
    }

    private boolean isThere(String bucket, Instant now) {
        String first = "from(bucket: " + Means.literal(bucket) + ")"
                + "\n  |> range(start: " + now.minus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS) + ", stop: "
                + now.truncatedTo(ChronoUnit.SECONDS) + ")"
                + "\n  |> filter(fn: (r) => r[\"device_id\"] == " + Means.literal("sample_" + PLACES.get(0)) + ")"
                + "\n  |> limit(n: 1)";
        return !client.getQueryApi().query(first, orgId).isEmpty();
    }

    private static List<Point> points(Instant end) {
        List<Point> points = new ArrayList<>();
        for (int place = 0; place < PLACES.size(); place++) {
            for (Instant time = end.minus(LENGTH); time.isBefore(end); time = time.plus(STEP)) {
                double day = Math.sin(
                        2 * Math.PI * time.getEpochSecond() / Duration.ofDays(1).toSeconds());
                points.add(point("temperature", place, time).addField("value", round(21 - 3 * place + 2 * day)));
                points.add(point("humidity", place, time).addField("value", round(50 + 10 * place - 5 * day)));
                points.add(point("status", place, time).addField("status", "online"));
            }
        }
        return points;
    }

    private static Point point(String measurement, int place, Instant time) {
        return Point.measurement(measurement)
                .addTag("device_id", "sample_" + PLACES.get(place))
                .addTag("device_name", "Sample in the " + PLACES.get(place))
                .addTag("device_type", "environmental")
                .addTag("location", PLACES.get(place))
                .time(time.getEpochSecond() * 1_000_000, WritePrecision.US);
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

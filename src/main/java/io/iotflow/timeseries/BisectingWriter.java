package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.telemetry.store.StoredPoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes points; where the server refuses some, it finds them by halving, so that the others are written. Points that are
 * older than the bucket keeps are no error of anybody's: they are counted and left out. For one batch.
 */
final class BisectingWriter {

    /** More requests than these are not spent on one batch: what is still refused then is refused together. */
    static final int MAX_REQUESTS = 500;

    private static final int UNPROCESSABLE = 422;

    /** So far may InfluxDB's clock, and the grain of what it drops, be from ours. */
    private static final Duration SLACK = Duration.ofHours(1);

    private final Consumer<List<StoredPoint>> influx;
    private final Supplier<Duration> retention;
    private final List<Refusal> refusals = new ArrayList<>();
    private int requests;
    private int expired;
    private Instant horizon; // null until it is needed

    /** @param retention how long the bucket keeps points; zero for ever. Read when a write is refused. */
    BisectingWriter(Consumer<List<StoredPoint>> influx, Supplier<Duration> retention) {
        this.influx = influx;
        this.retention = retention;
    }

    /** What was not written: refused points, and how many were too old for the bucket. */
    record Left(List<Refusal> refusals, int expired) {}

    /**
     * Writes what can be written and returns what is left.
     *
     * @throws InfluxException when the reason lies not in the points; writing all of them again is harmless
     */
    Left write(List<StoredPoint> points) {
        bisect(points);
        return new Left(List.copyOf(refusals), expired);
    }

    private void bisect(List<StoredPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        try {
            requests++;
            influx.accept(points);
        } catch (InfluxException e) {
            if (WriteOutcome.of(e) != WriteOutcome.BISECT) {
                throw e;
            }
            List<StoredPoint> young = e.status() == UNPROCESSABLE ? young(points) : points;
            if (young.size() < points.size()) {
                expired += points.size() - young.size();
                bisect(young);
            } else if (points.size() == 1 || requests >= MAX_REQUESTS) {
                points.forEach(it -> refusals.add(refusal(it, e)));
            } else {
                int half = points.size() / 2;
                bisect(points.subList(0, half));
                bisect(points.subList(half, points.size()));
            }
        }
    }

    /** Without those that the bucket does not keep; near the boundary only a point that is refused alone is one of them. */
    private List<StoredPoint> young(List<StoredPoint> points) {
        if (horizon == null) {
            Duration kept = retention.get();
            horizon = kept.isZero() ? Instant.MIN : Instant.now().minus(kept);
        }
        if (horizon.equals(Instant.MIN)) {
            return points;
        }
        Instant oldest = points.size() == 1 ? horizon.plus(SLACK) : horizon;
        return points.stream().filter(it -> !it.time().isBefore(oldest)).toList();
    }

    private static Refusal refusal(StoredPoint point, InfluxException why) {
        String json = "{\"time\":\"" + point.time() + "\",\"measurement\":"
                + Json.text(Json.createValue(point.measurement())) + ",\"fields\":"
                + Json.write(point.fields()) + ",\"tags\":" + Json.write(point.tags()) + "}";
        return new Refusal(
                Instant.now(),
                "influxdb",
                point.tags().get("device_id"),
                point.tags().get("topic"),
                Reason.REFUSED_BY_INFLUXDB,
                point.measurement() + ": " + why.getMessage(),
                json.getBytes(StandardCharsets.UTF_8));
    }
}

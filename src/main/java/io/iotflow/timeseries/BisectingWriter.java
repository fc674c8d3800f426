package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.telemetry.store.StoredPoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes points; where the server refuses some, it finds them by halving, so that the others are written. */
final class BisectingWriter {

    private final Consumer<List<StoredPoint>> influx;

    BisectingWriter(Consumer<List<StoredPoint>> influx) {
        this.influx = influx;
    }

    /**
     * Writes what can be written and returns the refusals of the rest.
     *
     * @throws InfluxException when the reason lies not in the points; writing all of them again is harmless
     */
    List<Refusal> write(List<StoredPoint> points) {
        List<Refusal> refusals = new ArrayList<>();
        write(points, refusals);
        return refusals;
    }

    private void write(List<StoredPoint> points, List<Refusal> refusals) {
        if (points.isEmpty()) {
            return;
        }
        try {
            influx.accept(points);
        } catch (InfluxException e) {
            if (WriteOutcome.of(e) != WriteOutcome.BISECT) {
                throw e;
            }
            if (points.size() == 1) {
                refusals.add(refusal(points.get(0), e));
                return;
            }
            int half = points.size() / 2;
            write(points.subList(0, half), refusals);
            write(points.subList(half, points.size()), refusals);
        }
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

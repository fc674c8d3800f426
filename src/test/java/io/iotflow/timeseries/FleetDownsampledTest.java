package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.influxdb.client.domain.Bucket;
import io.iotflow.telemetry.store.FleetFunction;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.FleetRow;
import io.iotflow.telemetry.store.StoredPoint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Questions about many devices where InfluxDB has dropped the points of which steps were kept. */
class FleetDownsampledTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant HOUR = NOW.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));

    private static InfluxUnderTest server;
    private final String device = "steps-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        server = InfluxUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void stepsAndPointsMeetInsideAWindow() {
        try (InfluxConnection both = connection("telemetry_1h")) {
            writeStep(HOUR, 1, 10, 10, 2);
            both.write(List.of(point(NOW.minusSeconds(1), Map.of("value", 20.0), Map.of())));

            assertEquals(
                    List.of("[3.0, 30.0, 10.0, 1.0, 20.0, 19.0, 1.0]"),
                    ask(
                            both,
                            List.of(HOUR, NOW.plusSeconds(1)),
                            "count",
                            "sum",
                            "mean",
                            "min",
                            "max",
                            "spread",
                            "devices"));
        }
    }

    @Test
    void whereStepsDoNotFitOnlyPointsCount() {
        try (InfluxConnection both = connection("telemetry_1h")) {
            writeStep(HOUR, 1, 10, 10, 2);
            both.write(List.of(point(NOW.minusSeconds(1), Map.of("value", 20.0), Map.of())));

            assertEquals(List.of("[1.0]"), ask(both, List.of(HOUR.minusSeconds(1), NOW.plusSeconds(1)), "count"));
            assertEquals(List.of("[1.0, 20.0]"), ask(both, List.of(HOUR, NOW.plusSeconds(1)), "count", "first"));
        }
    }

    private List<String> ask(InfluxConnection influx, List<Instant> bounds, String... functions) {
        FleetQuery query = new FleetQuery(
                new long[] {1},
                new int[] {0},
                bounds.get(0),
                bounds.get(1),
                List.of(),
                List.of("value"),
                List.of(),
                List.of());
        Aggregation aggregation = new Aggregation(
                Stream.of(functions)
                        .map(it -> FleetFunction.of(it).orElseThrow())
                        .toList(),
                bounds,
                Duration.ZERO,
                NOW);
        List<FleetRow> rows = new ArrayList<>();
        try (InfluxProbe probe = new InfluxProbe(server.settings())) {
            new FleetInflux(influx, new InfluxQuestions(influx, probe, null, () -> 0)) // nothing waits
                    .aggregates(
                            new FleetInflux.Asked(query, List.of(device)),
                            aggregation,
                            new Cut(false, 0, 0, 100),
                            rows::add);
        }
        return rows.stream().map(it -> it.values().toString()).toList();
    }

    private static InfluxConnection connection(String bucket) {
        InfluxConnection connection = new InfluxConnection(server.settings(bucket, Optional.of("telemetry_5m")));
        List<String> found = connection.buckets().stream().map(Bucket::getName).toList();
        Assumptions.assumeTrue(
                found.containsAll(List.of("telemetry_5m", "telemetry_1h")),
                "skipped: the InfluxDB has not the buckets of the downsampling cases");
        return connection;
    }

    /** As the set-up tool's task writes it. */
    private void writeStep(Instant time, double min, double max, double sum, double count) {
        try (InfluxConnection steps = new InfluxConnection(server.settings("telemetry_5m", Optional.empty()))) {
            steps.write(Map.of("min", min, "max", max, "sum", sum, "count", count).entrySet().stream()
                    .map(it -> point(time, Map.of("value", it.getValue()), Map.of(Flux.AGGREGATE, it.getKey())))
                    .toList());
        }
    }

    private StoredPoint point(Instant time, Map<String, Object> fields, Map<String, String> tags) {
        Map<String, String> all = new HashMap<>(tags);
        all.put("device_id", device);
        return new StoredPoint(time, "env", fields, all);
    }
}

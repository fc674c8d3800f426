package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrofit2.Response;

class BisectingWriterTest {

    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private final List<StoredPoint> written = new ArrayList<>();
    private int requests;

    @Test
    void writesAGoodBatchInOneRequest() {
        List<StoredPoint> points = points(8);
        assertEquals(List.of(), writer(this::accept).write(points).refusals());
        assertEquals(points, written);
        assertEquals(1, requests);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void writesEveryPointButTheBadOnes(int status) {
        List<StoredPoint> points = points(9);
        BisectingWriter sink = writer(batch -> {
            if (batch.contains(points.get(0)) || batch.contains(points.get(5))) {
                throw failure(status);
            }
            accept(batch);
        });

        List<Refusal> refusals = sink.write(points).refusals();

        assertEquals(List.of(1, 2, 3, 4, 6, 7, 8), numbers(written));
        assertEquals(
                List.of("d0", "d5"), refusals.stream().map(Refusal::deviceId).toList());
    }

    @Test
    void refusesEveryPointWhereAllAreBad() {
        BisectingWriter sink = writer(batch -> {
            throw failure(400);
        });
        assertEquals(5, sink.write(points(5)).refusals().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 503})
    void blamesNoPointForAFaultThatIsNotItsOwn(int status) {
        InfluxException fault = failure(status);
        BisectingWriter sink = writer(batch -> {
            throw fault;
        });
        assertSame(fault, assertThrows(InfluxException.class, () -> sink.write(points(4))));
    }

    @Test
    void blamesNoPointForAServerThatDoesNotAnswer() {
        BisectingWriter sink = writer(batch -> {
            throw new InfluxException(new java.net.ConnectException("refused"));
        });
        assertThrows(InfluxException.class, () -> sink.write(points(1)));
    }

    @Test
    void endsTheSearchWhenTheServerFailsMeanwhile() {
        BisectingWriter sink = writer(batch -> {
            requests++;
            throw failure(requests == 1 ? 400 : 503);
        });
        assertThrows(InfluxException.class, () -> sink.write(points(8)));
        assertEquals(2, requests);
    }

    @Test
    void asksTheServerNothingWhereNothingIsToBeWritten() {
        writer(this::accept).write(List.of());
        assertEquals(0, requests);
    }

    @Test
    void keepsAllOfARefusedPoint() {
        BisectingWriter sink = writer(batch -> {
            throw failure(422);
        });

        Refusal refusal = sink.write(points(1)).refusals().get(0);

        assertEquals("influxdb", refusal.source());
        assertEquals(Reason.REFUSED_BY_INFLUXDB, refusal.reason());
        assertEquals("t/0", refusal.topic());
        assertTrue(refusal.detail().startsWith("climate: "), refusal.detail());
        assertEquals(
                Json.read("{\"time\":\"2026-01-31T12:00:00Z\",\"measurement\":\"climate\",\"fields\":{\"value\":0.0},"
                        + "\"tags\":{\"device_id\":\"d0\",\"topic\":\"t/0\"}}"),
                Json.read(new String(refusal.payload(), StandardCharsets.UTF_8)));
    }

    @Test
    void countsPointsThatTheBucketDoesNotKeepAndWritesTheRestInOneMoreRequest() {
        Instant now = Instant.now();
        List<StoredPoint> points = new ArrayList<>(points(5_000)); // of January
        points.add(point(now, 0));
        points.add(point(now, 1));
        BisectingWriter writer = new BisectingWriter(
                batch -> {
                    requests++;
                    if (batch.stream().anyMatch(it -> it.time().equals(TIME))) {
                        throw failure(422);
                    }
                    written.addAll(batch);
                },
                () -> Duration.ofDays(1));

        BisectingWriter.Left left = writer.write(points);

        assertEquals(new BisectingWriter.Left(List.of(), 5_000), left);
        assertEquals(2, written.size());
        assertEquals(2, requests);
    }

    @Test
    void blamesARefusedPointThatTheBucketWouldKeep() {
        List<StoredPoint> points = List.of(point(TIME, 0), point(Instant.now(), 1), point(Instant.now(), 2));
        BisectingWriter writer = new BisectingWriter(
                batch -> {
                    if (batch.contains(points.get(0)) || batch.contains(points.get(1))) {
                        throw failure(422);
                    }
                    accept(batch);
                },
                () -> Duration.ofDays(1));

        BisectingWriter.Left left = writer.write(points);

        assertEquals(1, left.expired());
        assertEquals(
                List.of("d1"), left.refusals().stream().map(Refusal::deviceId).toList());
        assertEquals(List.of(points.get(2)), written);
    }

    @Test
    void spendsABoundedNumberOfRequestsOnABatch() {
        BisectingWriter writer = writer(batch -> {
            requests++;
            throw failure(400);
        });

        assertEquals(5_000, writer.write(points(5_000)).refusals().size());
        assertTrue(requests <= BisectingWriter.MAX_REQUESTS + 20, "requests: " + requests);
    }

    private static BisectingWriter writer(Consumer<List<StoredPoint>> influx) {
        return new BisectingWriter(influx, () -> Duration.ZERO);
    }

    private static StoredPoint point(Instant time, int number) {
        return new StoredPoint(
                time, "climate", Map.of("value", (double) number), Map.of("device_id", "d" + number, "topic", "t"));
    }

    private void accept(List<StoredPoint> batch) {
        requests++;
        written.addAll(batch);
    }

    private static List<StoredPoint> points(int count) {
        return IntStream.range(0, count)
                .mapToObj(it -> new StoredPoint(
                        TIME,
                        "climate",
                        Map.of("value", (double) it),
                        Map.of("device_id", "d" + it, "topic", "t/" + it)))
                .toList();
    }

    private static List<Integer> numbers(List<StoredPoint> points) {
        return points.stream()
                .map(it -> ((Double) it.fields().get("value")).intValue())
                .toList();
    }

    private static InfluxException failure(int status) {
        return new InfluxException(
                Response.error(status, ResponseBody.create("{\"code\":\"invalid\",\"message\":\"refused\"}", null)));
    }
}

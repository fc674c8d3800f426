package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.telemetry.StoredPoint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we rely on in InfluxDB: the same assertions for a real server and for the tests' own. */
class InfluxContractTest {

    private static final Instant TIME =
            Instant.now().truncatedTo(ChronoUnit.MICROS).minusSeconds(60);

    private static InfluxUnderTest server;
    private static InfluxConnection influx;

    private Device device;
    private String measurement;

    @BeforeAll
    static void connect() {
        server = InfluxUnderTest.start();
        influx = new InfluxConnection(server.settings());
    }

    @AfterAll
    static void disconnect() {
        influx.close();
        server.close();
    }

    @BeforeEach
    void names() {
        String id = "d" + UUID.randomUUID();
        device = new Device(1, id, id, "type", null, Device.Status.ACTIVE);
        measurement = "m" + id;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a,b", "a=b", "a\\b", "a\"b", "'", "é😀", "${x}", "a#b", "\\a", "a\\\\b", "../x", "a/b", "<b>",
                "a|>b", "\\n"
            })
    void givesBackNamesAndTextsAsTheyWere(String text) {
        String name = text + measurement;
        influx.write(List.of(new StoredPoint(
                TIME, name, Map.of(text, text, "n", 1.0), Map.of("device_id", device.deviceId(), "location", text))));

        List<DataPoint> points = all(Optional.of(name));

        assertEquals(2, points.size());
        DataPoint point = points.stream()
                .filter(it -> !it.field().equals("n"))
                .findFirst()
                .orElseThrow();
        assertEquals(TIME, point.time());
        assertEquals(name, point.measurement());
        assertEquals(text, point.field());
        assertEquals(text, point.value());
        assertEquals(text, point.tags().get("location"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1.5, 23.5, 1e-300, 1.7976931348623157e308, 9007199254740993.0, 0.1, 4.9e-324})
    void givesBackNumbersToTheLastBit(double number) {
        influx.write(List.of(point(TIME, Map.of("value", number))));

        assertEquals(number, all(Optional.empty()).get(0).value());
    }

    @Test
    void givesBackALineFeedInAText() {
        influx.write(List.of(point(TIME, Map.of("text", "one\ntwo"))));

        assertEquals("one\ntwo", all(Optional.empty()).get(0).value());
    }

    @Test
    void mergesFieldsOfOneTimeAndLetsTheLastValueWin() {
        influx.write(List.of(point(TIME, Map.of("a", 1.0, "b", 1.0))));
        influx.write(List.of(point(TIME, Map.of("b", 2.0, "c", 3.0))));

        assertEquals(
                List.of(1.0, 2.0, 3.0),
                all(Optional.empty()).stream().map(DataPoint::value).toList());
    }

    @Test
    void writesAReplayedBatchOnce() {
        List<StoredPoint> batch = IntStream.range(0, 500)
                .mapToObj(i -> point(TIME.plusMillis(i), Map.of("value", (double) i)))
                .toList();
        influx.write(batch);
        influx.write(batch);

        assertEquals(500, all(Optional.empty()).size());
    }

    @Test
    void findsTheOnePointWithAnotherTypeAndWritesTheOthers() {
        influx.write(List.of(point(TIME, Map.of("value", 1.0))));
        List<StoredPoint> batch = IntStream.range(1, 101)
                .mapToObj(i -> point(TIME.plusMillis(i), Map.of("value", i == 40 ? "forty" : (Object) (double) i)))
                .toList();

        List<Refusal> refusals = new PointSink(influx::write).write(batch);

        assertEquals(1, refusals.size());
        assertEquals(Reason.REFUSED_BY_INFLUXDB, refusals.get(0).reason());
        assertTrue(
                refusals.get(0).detail().contains("field type conflict"),
                refusals.get(0).detail());
        assertEquals(100, all(Optional.empty()).size());
    }

    @Test
    void cutsARangeAtItsLimitOldestFirst() {
        influx.write(IntStream.range(0, 10)
                .mapToObj(i -> point(TIME.plusMillis(i), Map.of("a", (double) i, "b", (double) i)))
                .toList());

        List<DataPoint> points = read(question(Optional.empty()), 5);

        assertEquals(
                List.of(0.0, 0.0, 1.0, 1.0, 2.0),
                points.stream().map(DataPoint::value).toList());
    }

    @Test
    void putsThePointsOfSeveralSeriesInOneOrder() {
        List<StoredPoint> written = IntStream.range(0, 2_000)
                .mapToObj(i -> new StoredPoint(
                        TIME.plusMillis(i / 4),
                        measurement,
                        Map.of("a", (double) i, "b", (double) i),
                        Map.of("device_id", device.deviceId(), "location", "l" + i % 4)))
                .toList();
        influx.write(written);

        for (int limit : List.of(1, 700, 3_999)) {
            List<DataPoint> points = read(question(Optional.empty()), limit);
            assertEquals(limit, points.size());
            assertEquals(points.stream().sorted(DataPoint.ORDER).toList(), points);
        }
        List<DataPoint> all = all(Optional.empty());
        assertEquals(4_000, all.size());
        Pages pages =
                new Pages(question(Optional.empty()), Position.before(range().start()), new InfluxReader(influx)::read);
        List<DataPoint> paged = new ArrayList<>();
        while (!pages.isEnded()) {
            paged.addAll(pages.next(777));
        }
        assertEquals(all, paged);
    }

    @Test
    void seesWhetherSomethingIsNoNumber() {
        influx.write(List.of(point(TIME, Map.of("n", 1.0))));
        assertFalse(new InfluxReader(influx).hasOtherThanNumbers(question(Optional.empty())));

        influx.write(List.of(point(TIME, Map.of("b", true))));
        assertTrue(new InfluxReader(influx).hasOtherThanNumbers(question(Optional.empty())));
    }

    @Test
    void takesNoHalfAnswerForAWholeOne() {
        Assumptions.assumeTrue(server.ownServer().isPresent(), "a real InfluxDB does not cut its answers on demand");
        influx.write(List.of(point(TIME, Map.of("a", 1.0, "b", 2.0, "c", 3.0))));
        server.ownServer().get().cutQueries();
        try {
            assertThrows(InfluxException.class, () -> all(Optional.empty()));
        } finally {
            server.ownServer().get().recover();
        }
    }

    @Test
    void deletesFromStartToBeforeStop() {
        influx.write(List.of(
                point(TIME, Map.of("value", 1.0)),
                point(TIME.plusSeconds(1), Map.of("value", 2.0)),
                point(TIME.plusSeconds(2), Map.of("value", 3.0))));

        influx.delete(new Question(device, new TimeRange(TIME, TIME.plusSeconds(2)), Optional.of(measurement)));

        assertEquals(
                List.of(3.0),
                all(Optional.empty()).stream().map(DataPoint::value).toList());
    }

    @Test
    void deletesTheMeansOfTheRangeToo() {
        Assumptions.assumeTrue(
                influx.buckets().stream().anyMatch(it -> it.getName().equals("telemetry_5m")),
                "skipped: the InfluxDB has no bucket telemetry_5m (./influx-setup --downsample)");
        Instant step = Instant.ofEpochSecond(TIME.getEpochSecond() / 300 * 300);
        InfluxConnection meansOnly = new InfluxConnection(server.settings("telemetry_5m", Optional.empty()));
        InfluxConnection both = new InfluxConnection(server.settings("telemetry", Optional.of("telemetry_5m")));
        for (InfluxConnection each : List.of(influx, meansOnly)) {
            each.write(List.of(
                    point(step.minusSeconds(300), Map.of("value", 1.0)),
                    point(step, Map.of("value", 2.0)),
                    point(step.plusSeconds(300), Map.of("value", 3.0))));
        }

        both.delete(new Question(
                device, new TimeRange(step.plusSeconds(1), step.plusSeconds(300)), Optional.of(measurement)));

        assertEquals(List.of(1.0, 2.0, 3.0), values(influx));
        assertEquals(List.of(1.0, 3.0), values(meansOnly));
        both.close();
        meansOnly.close();
    }

    private List<Object> values(InfluxConnection bucket) {
        Position start = Position.before(range().start());
        return new Pages(question(Optional.empty()), start, new InfluxReader(bucket)::read)
                .take(10_000, Duration.ofMinutes(1)).points().stream()
                        .map(DataPoint::value)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a\\b", "a' OR device_id=\"x", "é", "a=b AND c"})
    void deletesAMeasurementWhateverItsName(String text) {
        String name = text + measurement;
        influx.write(List.of(
                new StoredPoint(TIME, name, Map.of("v", 1.0), Map.of("device_id", device.deviceId())),
                point(TIME, Map.of("v", 2.0))));

        influx.delete(new Question(device, range(), Optional.of(name)));

        assertEquals(
                List.of(2.0),
                all(Optional.empty()).stream().map(DataPoint::value).toList());
    }

    @Test
    void holdsOnAWrongTokenAndOnAnUnknownBucket() {
        InfluxConnection wrong =
                new InfluxConnection(InfluxUnderTest.settings(influx.url(), "wrong", server.settings().org));
        InfluxException refusal =
                assertThrows(InfluxException.class, () -> wrong.write(List.of(point(TIME, Map.of("v", 1.0)))));
        assertEquals(WriteOutcome.HOLD, WriteOutcome.of(refusal));

        InfluxConnection lost = new InfluxConnection(InfluxUnderTest.settings(
                influx.url(), new String(server.settings().token()), "no such organisation"));
        InfluxException missing =
                assertThrows(InfluxException.class, () -> lost.write(List.of(point(TIME, Map.of("v", 1.0)))));
        assertEquals(WriteOutcome.HOLD, WriteOutcome.of(missing));
    }

    @Test
    void retriesWhenNobodyListens() {
        InfluxConnection nobody = new InfluxConnection(InfluxUnderTest.settings("http://127.0.0.1:1", "t", "o"));

        InfluxException refusal =
                assertThrows(InfluxException.class, () -> nobody.write(List.of(point(TIME, Map.of("v", 1.0)))));

        assertEquals(WriteOutcome.RETRY, WriteOutcome.of(refusal));
    }

    @Test
    void isHealthy() {
        assertEquals("pass", influx.health().getStatus().getValue());
    }

    private StoredPoint point(Instant time, Map<String, Object> fields) {
        return new StoredPoint(time, measurement, new HashMap<>(fields), Map.of("device_id", device.deviceId()));
    }

    private List<DataPoint> all(Optional<String> name) {
        return read(question(name), 10_000);
    }

    private static List<DataPoint> read(Question question, int limit) {
        Position start = Position.before(question.range().start());
        return new Pages(question, start, new InfluxReader(influx)::read)
                .take(limit, Duration.ofMinutes(1))
                .points();
    }

    private Question question(Optional<String> name) {
        return new Question(device, range(), name);
    }

    private static TimeRange range() {
        return new TimeRange(TIME.minusSeconds(3600), TIME.plusSeconds(3600));
    }
}

package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.MessageCondition.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions about several devices, computed by PostgreSQL; the figures are worked out by hand. */
class FleetQueriesDbTest {

    private static final Instant ZERO = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOKBACK = Duration.ofDays(1);
    private static final Cut ALL = new Cut(false, 0, 0, 1_000_000);

    private static TestDatabase database;
    private TestLog log;
    private FleetQueries queries;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        log = new TestLog(database);
        log.partitions.makeUntil(Instant.now().plus(Duration.ofDays(1)));
        queries = TestLog.fleet(database);
        database.sql().call("TRUNCATE telemetry, series, tag_set");
    }

    @Test
    void oneSeriesWhateverTheTransport() {
        store(1, 0, "t", 10.0, Map.of("topic", "iotflow/devices/device1/telemetry"));
        store(1, 60, "t", 20.0, Map.of());

        assertEquals(List.of("0 t 0 [15.0, 2.0]"), aggregate(query("t"), minutes(10), "mean", "count"));
    }

    @Test
    void theUsualFunctions() {
        double[] values = {3, 1, 4, 1, 5};
        for (int i = 0; i < values.length; i++) {
            store(1, 10 * i, "t", values[i], Map.of());
        }

        assertEquals(
                List.of("0 t 0 [1.0, 5.0, 14.0, 2.8, 3.0, 3.0, 5.0, 4.0, 1.0, 4.8]"),
                aggregate(
                        query("t"),
                        minutes(10),
                        "min",
                        "max",
                        "sum",
                        "mean",
                        "median",
                        "first",
                        "last",
                        "spread",
                        "mode",
                        "p95"));
    }

    @Test
    void aCountersIncreaseCountsTheStepsBetweenWindowsAndItsResets() {
        store(1, -30, "kwh", 100.0, Map.of());
        store(1, 30, "kwh", 110.0, Map.of());
        store(1, 90, "kwh", 125.0, Map.of());
        store(1, 150, "kwh", 5.0, Map.of()); // begins anew

        assertEquals(
                List.of("0 kwh 0 [10.0]", "0 kwh 60 [15.0]", "0 kwh 120 [5.0]"),
                aggregate(query("kwh"), seconds(0, 60, 120, 180), "increase"));
        assertEquals(
                List.of("0 kwh 0 [30.0, 0.16666666666666666]"),
                aggregate(query("kwh"), seconds(0, 180), "increase", "rate"));
    }

    @Test
    void aValueIsHeldUntilTheNextOneAlsoBeyondTheEdgesOfWindows() {
        store(1, -60, "on", true, Map.of());
        store(1, 30, "on", false, Map.of());
        store(1, 90, "on", true, Map.of());

        assertEquals(
                List.of(
                        "0 on 0 [0.5, {false=30.0, true=30.0}]",
                        "0 on 60 [0.5, {false=30.0, true=30.0}]",
                        "0 on 120 [1.0, {true=60.0}]"),
                aggregate(query("on"), seconds(0, 60, 120, 180), "duty_cycle", "state_durations"));
    }

    @Test
    void theLatestOfANamedFieldIsThatOfEachMeasurement() {
        store(1, 0, "t", 1.0, Map.of());
        log.store(new TelemetryMessage(
                1,
                "device1",
                "motor",
                ZERO.plusSeconds(60),
                Map.of("t", 2.0),
                Map.of("device_id", "device1"),
                Map.of(),
                null,
                Instant.now()));

        assertEquals(List.of("0 t 0 [1.0]", "0 t 60 [2.0]"), latest(query("t")));
    }

    @Test
    void theMeanOverTimeDoesNotWeighHowOftenADeviceSends() {
        store(1, 0, "t", 0.0, Map.of());
        store(1, 60, "t", 60.0, Map.of());
        store(1, 61, "t", 60.0, Map.of());
        store(1, 120, "t", 60.0, Map.of());

        assertEquals(
                List.of("0 t 0 [30.0, 1800.0]", "0 t 60 [60.0, 3600.0]"),
                aggregate(query("t"), seconds(0, 60, 120), "time_weighted_mean", "integral"));
    }

    @Test
    void devicesOfOneBucketAreOneSeriesAndCounted() {
        store(1, 0, "t", 10.0, Map.of());
        store(2, 0, "t", 20.0, Map.of());
        store(3, 0, "t", 90.0, Map.of());
        FleetQuery two = query(new long[] {1, 2, 3}, new int[] {0, 0, 1}, List.of("t"), List.of(), List.of());

        assertEquals(List.of("0 t 0 [15.0, 2.0]", "1 t 0 [90.0, 1.0]"), aggregate(two, minutes(1), "mean", "devices"));
    }

    @Test
    void aTagTellsSeriesApartWhereItIsAskedFor() {
        store(1, 0, "t", 10.0, Map.of("probe", "a"));
        store(1, 0, "t", 20.0, Map.of("probe", "b"));
        FleetQuery byProbe = query(new long[] {1}, new int[] {0}, List.of("t"), List.of(), List.of("probe"));

        List<List<String>> tags = new ArrayList<>();
        queries.aggregates(byProbe, aggregation(minutes(1), "mean"), ALL, PATIENCE, it -> tags.add(it.tags()));
        assertEquals(List.of(List.of("a"), List.of("b")), tags);
    }

    @Test
    void onlyMessagesThatMeetTheConditions() {
        store(1, 0, "t", 10.0, Map.of("probe", "a"));
        store(1, 1, "t", 20.0, Map.of("probe", "a"));
        store(1, 2, "t", 30.0, Map.of("probe", "b"));
        store(1, 3, "t", 40.0, Map.of());

        assertEquals(
                List.of("0 t 1 [20.0]"),
                readings(
                        new MessageCondition(false, "t", Comparison.GREATER, List.of("15")),
                        new MessageCondition(true, "probe", Comparison.EQUAL, List.of("a"))));
        assertEquals(
                List.of("0 t 2 [30.0]", "0 t 3 [40.0]"),
                readings(new MessageCondition(true, "probe", Comparison.NOT_EQUAL, List.of("a"))));
        assertEquals(
                List.of("0 t 0 [10.0]", "0 t 2 [30.0]"),
                readings(new MessageCondition(false, "t", Comparison.IN, List.of("10.0", "30"))));
        assertEquals(List.of(), readings(new MessageCondition(false, "x", Comparison.EXISTS, List.of())));
        assertEquals(
                4,
                readings(new MessageCondition(false, "x", Comparison.MISSING, List.of()))
                        .size());
    }

    @Test
    void newestFirstAPageAndSoManyOfASeries() {
        for (int i = 0; i < 4; i++) {
            store(1, i, "t", (double) i, Map.of());
            store(2, i, "t", 10.0 + i, Map.of());
        }
        FleetQuery both = query(new long[] {1, 2}, new int[] {0, 1}, List.of("t"), List.of(), List.of());

        assertEquals(List.of("1 t 3 [13.0]", "0 t 2 [2.0]"), readings(both, new Cut(true, 0, 1, 2)));
        assertEquals(List.of("0 t 0 [0.0]", "1 t 0 [10.0]"), readings(both, new Cut(false, 1, 0, 100)));
    }

    @Test
    void theLatestOfEachDeviceAndField() {
        store(1, 0, "t", 1.0, Map.of());
        store(1, 5, "h", 2.0, Map.of());
        store(2, 7, "t", 3.0, Map.of());
        FleetQuery named = query(new long[] {1, 2}, new int[] {0, 1}, List.of("t", "h"), List.of(), List.of());
        FleetQuery all = query(new long[] {1, 2}, new int[] {0, 1}, List.of(), List.of(), List.of());

        assertEquals(List.of("0 h 5 [2.0]", "0 t 0 [1.0]", "1 t 7 [3.0]"), latest(named));
        assertEquals(List.of("0 h 5 [2.0]", "1 t 7 [3.0]"), latest(all)); // what each one's newest message has
    }

    @Test
    void theReadingBehindTheRangeLeadsTheLineToItsEnd() {
        store(1, 0, "t", 0.0, Map.of());
        store(1, 120, "t", 120.0, Map.of());
        FleetQuery minute = new FleetQuery(
                new long[] {1},
                new int[] {0},
                ZERO,
                ZERO.plusSeconds(60),
                List.of(),
                List.of("t"),
                List.of(),
                List.of());

        assertEquals(List.of("0 t 0 [30.0]"), aggregate(minute, seconds(0, 60), "time_weighted_mean"));
    }

    @Test
    void aPageHasAllMessagesOfItsLastTimeWhateverTheirTags() {
        store(1, 0, "t", 1.0, Map.of("probe", "b"));
        store(1, 0, "t", 2.0, Map.of("probe", "a"));
        store(1, 0, "t", 3.0, Map.of("probe", "c"));
        FleetQuery all = query("t");

        assertEquals(
                List.of("0 t 0 [1.0]", "0 t 0 [2.0]", "0 t 0 [3.0]"),
                Stream.of(0L, 1L, 2L)
                        .flatMap(skipped -> readings(all, new Cut(false, 0, skipped, 1)).stream())
                        .toList());
    }

    private List<String> latest(FleetQuery query) {
        List<String> rows = new ArrayList<>();
        queries.latest(query, ALL, PATIENCE, it -> rows.add(text(it)));
        return rows;
    }

    private List<String> readings(MessageCondition... conditions) {
        return readings(query(new long[] {1}, new int[] {0}, List.of("t"), List.of(conditions), List.of()), ALL);
    }

    private List<String> readings(FleetQuery query, Cut cut) {
        List<String> rows = new ArrayList<>();
        queries.readings(query, cut, PATIENCE, it -> rows.add(text(it)));
        return rows;
    }

    @Test
    void readingsOfOneFieldAreInOrderWhetherOfOneSeriesOrOfTwo() {
        FleetQuery one = new FleetQuery(
                new long[] {1},
                new int[] {0},
                ZERO,
                ZERO.plusSeconds(3_600),
                List.of("environmental"),
                List.of("t"),
                List.of(),
                List.of());
        store(1, 2, "t", 5.0, Map.of("probe", "a"));
        store(1, 1, "t", 9.0, Map.of("probe", "a"));
        assertEquals(List.of("0 t 1 [9.0]", "0 t 2 [5.0]"), readings(one, ALL));
        assertEquals(List.of("0 t 2 [5.0]", "0 t 1 [9.0]"), readings(one, new Cut(true, 0, 0, 10)));

        store(1, 2, "t", 3.0, Map.of("probe", "b"));
        assertEquals(List.of("0 t 1 [9.0]", "0 t 2 [3.0]", "0 t 2 [5.0]"), readings(one, ALL));
        assertEquals(List.of("0 t 2 [5.0]"), readings(one, new Cut(false, 0, 2, 1)));
    }

    /** Several statements say what one says: oldest or newest first, two devices in a bucket, the first two of each series. */
    @Test
    void theWindowsOfManyDevicesComeInPortionsAsIfAtOnce() {
        int devices = 120;
        List<TelemetryMessage> messages = new ArrayList<>();
        for (int i = 0; i < 10 * devices; i++) {
            messages.add(TestLog.reading(1 + i % devices, ZERO.plusSeconds(i), "t", i / 4.0));
        }
        log.store(messages.toArray(TelemetryMessage[]::new));
        long[] all = LongStream.rangeClosed(1, devices).toArray();
        int[] buckets = Arrays.stream(all).mapToInt(it -> (int) it % 60).toArray();
        FleetQuery query = query(all, buckets, List.of("t"), List.of(), List.of());
        Aggregation aggregation =
                aggregation(seconds(IntStream.rangeClosed(0, 1_300).toArray()), "mean", "increase");
        assertTrue(FleetPortions.of(query, 1_300).size() > 2);

        for (boolean newestFirst : List.of(true, false)) {
            for (int perSeries : List.of(0, 2)) {
                Cut atOnce = new Cut(newestFirst, perSeries, 0, FleetPortions.ROWS);
                Cut inPortions = new Cut(newestFirst, perSeries, 0, Integer.MAX_VALUE);
                List<String> expected = rows(query, aggregation, atOnce);
                assertEquals(perSeries == 0 ? 10 * devices : 2 * 60, expected.size());
                assertEquals(expected, rows(query, aggregation, inPortions));
            }
        }
    }

    private List<String> rows(FleetQuery query, Aggregation aggregation, Cut cut) {
        List<String> rows = new ArrayList<>();
        queries.aggregates(query, aggregation, cut, PATIENCE, it -> rows.add(it.bucket() + " " + text(it)));
        return rows;
    }

    private List<String> aggregate(FleetQuery query, List<Instant> bounds, String... functions) {
        List<String> rows = new ArrayList<>();
        queries.aggregates(query, aggregation(bounds, functions), ALL, PATIENCE, it -> rows.add(text(it)));
        return rows;
    }

    private static Aggregation aggregation(List<Instant> bounds, String... functions) {
        return new Aggregation(
                Arrays.stream(functions)
                        .map(it -> FleetFunction.of(it).orElseThrow())
                        .toList(),
                bounds,
                LOOKBACK,
                bounds.get(bounds.size() - 1));
    }

    private static String text(FleetRow row) {
        return row.bucket() + " " + row.field() + " "
                + Duration.between(ZERO, row.time()).toSeconds() + " " + row.values();
    }

    private static FleetQuery query(String... fields) {
        return query(new long[] {1}, new int[] {0}, List.of(fields), List.of(), List.of());
    }

    private static FleetQuery query(
            long[] devices, int[] buckets, List<String> fields, List<MessageCondition> conditions, List<String> tags) {
        return new FleetQuery(devices, buckets, ZERO, ZERO.plusSeconds(3_600), List.of(), fields, conditions, tags);
    }

    private static List<Instant> minutes(int count) {
        return List.of(ZERO, ZERO.plusSeconds(60L * count));
    }

    private static List<Instant> seconds(int... bounds) {
        return Arrays.stream(bounds).mapToObj(ZERO::plusSeconds).toList();
    }

    private void store(long device, int second, String field, Object value, Map<String, String> tags) {
        Map<String, String> own = new HashMap<>(tags);
        own.remove("topic");
        Map<String, String> all = new HashMap<>(tags);
        all.put("device_id", "device" + device);
        log.store(new TelemetryMessage(
                device,
                "device" + device,
                "environmental",
                ZERO.plusSeconds(second),
                Map.of(field, value),
                all,
                own,
                null,
                Instant.now()));
    }
}

package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Totals of hours answer what the readings would, whatever comes late, changes or goes. */
class HourTotalsDbTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOKBACK = Duration.ofDays(1);
    private static final Cut ALL = new Cut(false, 0, 0, 1_000_000);
    private static final int DAYS = 5;

    /** What totals are for. */
    private static final List<String> FROM_TOTALS = List.of("count", "sum", "mean", "min", "max", "spread", "devices");

    private final long seed = Long.getLong("iotflow.test.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Instant now = Instant.now();
    private final Instant hour = now.truncatedTo(ChronoUnit.DAYS).minus(38, ChronoUnit.HOURS); // of a day that is over

    private TestDatabase database;
    private TestLog log;
    private FleetQueries queries;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        log = new TestLog(database);
        queries = TestLog.fleet(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aMeanIsReadFromThem() {
        store(1, hour, 10.0);
        store(1, hour.plusSeconds(60), 20.0);
        log.addHours();
        database.sql().update("UPDATE telemetry_hours SET totals = ARRAY[130::numeric]");

        assertEquals(List.of(65.0), means(1));
    }

    @Test
    void whatComesLateCountsAtOnceAndIsAddedAfterwards() {
        store(1, hour, 10.0);
        log.addHours();

        store(1, hour.plusSeconds(60), 30.0);

        assertEquals(List.of(20.0), means(1));
        log.addHours();
        assertEquals(List.of(20.0), means(1));
        assertEquals(List.of(2L, 0L), List.of(readings(), stale()));
    }

    @Test
    void whatIsCommittedBehindTheAddingCounts() {
        store(1, hour, 10.0);
        log.addHours();
        store(1, hour.plusSeconds(1), 20.0); // makes the day stale, so that it is computed again below
        database.sql().inNewTransaction(() -> {
            database.sql()
                    .update(
                            "INSERT INTO telemetry SELECT id + 1, device, time + interval '1 second', received_at, series,"
                                    + " tag_set, nanos, version, '{\"t\": 90}' FROM telemetry ORDER BY time DESC LIMIT 1");
            log.addHours(); // of another session, which does not see it yet
            return null;
        });

        assertEquals(List.of(40.0), means(1));
        log.addHours();
        assertEquals(List.of(40.0), means(1));
    }

    @Test
    void aPointsNewValueAndADeletionCount() {
        store(1, hour, 10.0);
        store(1, hour.plusSeconds(60), 20.0);
        log.addHours();

        store(1, hour, 40.0); // the same point
        assertEquals(List.of(30.0), means(1));

        log.history.delete(new Selection(1, hour.plusSeconds(1), now, Optional.empty()));
        assertEquals(List.of(40.0), means(1));
        log.addHours();
        assertEquals(List.of(40.0), means(1));
        log.history.delete(new Selection(1, hour, now, Optional.empty()));
        log.addHours();
        assertEquals(List.of(), means(1));
        assertEquals(0, readings());
    }

    @Test
    void whatAPersonChangesWithSqlCounts() {
        store(1, hour, 10.0);
        log.addHours();

        database.sql().update("UPDATE telemetry SET fields = '{\"t\": 30}'");

        assertEquals(List.of(30.0), means(1));
    }

    @Test
    void hoursInWhichNothingWasSentAreSkipped() {
        store(1, now.minus(Duration.ofDays(3_000)), 1.0);
        store(1, hour, 2.0);

        assertTrue(log.addHours() < 10);
        assertEquals(2, readings());
    }

    @Test
    void whatIsYoungIsReadAsItIs() {
        store(1, now.minusSeconds(60), 10.0);
        store(1, hour, 20.0);
        log.addHours();

        assertEquals(1, readings());
        assertEquals(
                List.of(15.0),
                ask(oneWindow(hour, now), List.of(1L), "mean").stream()
                        .map(it -> it.values().get(0))
                        .toList());
    }

    @Test
    void aDayOfAFleetIsAddedSomeDevicesAtATime() {
        log.store(IntStream.rangeClosed(1, 250)
                .mapToObj(it -> reading(it, hour, "t", (double) it))
                .toArray(TelemetryMessage[]::new));
        assertTrue(log.hours.addSome());
        store(1, hour.plusSeconds(1), 9.0); // of a device that has the day already
        store(240, hour.plusSeconds(1), 260.0); // of one that does not

        assertEquals(List.of(5.0), means(1));
        log.addHours();

        assertEquals(252, readings());
        assertEquals(List.of(5.0, 250.0), List.of(means(1).get(0), means(240).get(0)));
    }

    @Test
    void expiredHoursAreForgotten() {
        store(1, hour.minus(2, ChronoUnit.DAYS), 1.0);
        store(1, hour, 2.0);
        log.addHours();

        log.hours.forget(hour.truncatedTo(ChronoUnit.DAYS));

        assertEquals(1, readings());
    }

    /** A median needs the readings, so a question with it is not answered from totals. */
    @Test
    void randomQuestionsAreAnsweredAsFromTheReadings() {
        int rows = 0;
        for (int round = 0; round < 12; round++) {
            log.store(IntStream.range(0, 60).mapToObj(it -> message()).toArray(TelemetryMessage[]::new));
            if (random.nextInt(4) == 0) {
                Instant from = time();
                log.history.delete(new Selection(device(), from, from.plusSeconds(20_000), Optional.empty()));
            }
            if (random.nextBoolean()) {
                log.addHours();
            }
            for (int i = 0; i < 10; i++) {
                rows += question("seed " + seed + ", round " + round + ", question " + i);
            }
        }
        assertTrue(rows > 500, "the questions are about something: " + rows);
    }

    private int question(String about) {
        List<Instant> bounds = bounds();
        List<Long> devices = random.nextBoolean() ? List.of(device()) : List.of(1L, 2L, 3L, 4L);
        List<FleetRow> found = ask(bounds, devices, FROM_TOTALS.toArray(String[]::new));
        List<FleetRow> expected = ask(
                bounds,
                devices,
                Stream.concat(FROM_TOTALS.stream(), Stream.of("median")).toArray(String[]::new));
        assertEquals(
                expected.stream()
                        .map(it -> text(it, it.values().subList(0, FROM_TOTALS.size())))
                        .toList(),
                found.stream().map(it -> text(it, it.values())).toList(),
                about + ": " + bounds);
        return found.size();
    }

    private static String text(FleetRow row, List<Object> values) {
        return row.time() + " " + row.bucket() + " " + row.measurement() + " " + row.field() + " " + values;
    }

    /** Windows of some hours, the first and the last one cut anywhere. */
    private List<Instant> bounds() {
        Instant start = time();
        Duration length = Duration.ofHours(1 + random.nextInt(30));
        List<Instant> bounds = new ArrayList<>(List.of(start));
        Instant next = start.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        for (int i = random.nextInt(20); i > 0; i--) {
            bounds.add(next);
            next = next.plus(length);
        }
        bounds.add(next.minusSeconds(random.nextInt(3_600)));
        return bounds;
    }

    private static List<Instant> oneWindow(Instant start, Instant stop) {
        return List.of(start, stop);
    }

    private List<Object> means(long device) {
        return ask(oneWindow(hour, now), List.of(device), "mean").stream()
                .map(it -> it.values().get(0))
                .toList();
    }

    private List<FleetRow> ask(List<Instant> bounds, List<Long> devices, String... functions) {
        Instant start = bounds.get(0).truncatedTo(ChronoUnit.MICROS);
        Instant stop = bounds.get(bounds.size() - 1).truncatedTo(ChronoUnit.MICROS);
        List<Instant> whole = new ArrayList<>(bounds);
        whole.set(0, start);
        whole.set(bounds.size() - 1, stop);
        FleetQuery query = new FleetQuery(
                devices.stream().mapToLong(it -> it).toArray(),
                devices.stream().mapToInt(it -> (int) (it % 3)).toArray(),
                start,
                stop,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        Aggregation aggregation = new Aggregation(
                Stream.of(functions)
                        .map(it -> FleetFunction.of(it).orElseThrow())
                        .toList(),
                whole,
                LOOKBACK,
                stop);
        List<FleetRow> rows = new ArrayList<>();
        queries.aggregates(query, aggregation, ALL, PATIENCE, rows::add);
        return rows;
    }

    private TelemetryMessage message() {
        Object value = random.nextInt(5) == 0 ? random.nextBoolean() : random.nextInt(-400, 600) / 8.0;
        return reading(device(), time(), value instanceof Boolean ? "on" : "t" + random.nextInt(2), value);
    }

    private long device() {
        return 1 + random.nextInt(4);
    }

    private Instant time() {
        return now.minusSeconds(random.nextInt(DAYS * 86_400)).truncatedTo(ChronoUnit.MICROS);
    }

    private void store(long device, Instant time, double value) {
        log.store(reading(device, time, "t", value));
    }

    private long readings() {
        return database.number("SELECT coalesce(sum(one), 0) FROM telemetry_hours, unnest(readings) AS one");
    }

    private long stale() {
        return database.number("SELECT count(*) FROM telemetry_hours_stale");
    }
}

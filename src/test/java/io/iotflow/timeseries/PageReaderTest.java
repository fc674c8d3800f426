package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.telemetry.store.WindowQuery.Function;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // a walk that does not get on would never end
class PageReaderTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant STOP = Instant.parse("2026-03-01T00:00:00Z");
    private static final Device DEVICE = new Device(7, "d-7", "D 7", "esp32", null, Device.Status.ACTIVE);

    /** A store in memory that gives its points in no order, and counts what it was asked. */
    private static final class Memory implements PageReader.Store {

        private final List<DataPoint> points;
        private final List<TimeRange> asked = new ArrayList<>();

        Memory(List<DataPoint> points) {
            this.points = new ArrayList<>(points);
            Collections.shuffle(this.points, new Random(1));
        }

        @Override
        public void read(TimeSeriesQuery slice, Page page) {
            asked.add(slice.range());
            points.stream()
                    .filter(it -> !it.time().isBefore(slice.range().start())
                            && it.time().isBefore(slice.range().stop()))
                    .forEach(page::add);
        }
    }

    @Test
    void findsSparsePointsInFewSlices() {
        Memory store = new Memory(every(Duration.ofDays(1), 59));

        assertEquals(sorted(store), all(pages(store), 100));
        assertTrue(store.asked.size() < 12, store.asked.toString());
    }

    @Test
    void cutsDensePointsIntoPagesThatOverlapInNothing() {
        Memory store = new Memory(every(Duration.ofMillis(100), 50_000));

        assertEquals(sorted(store), all(pages(store), 1_000));
        assertTrue(store.asked.size() < 120, "slices: " + store.asked.size());
    }

    @Test
    void goesOnWithinOneTime() {
        List<DataPoint> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            points.add(point(START.plusSeconds(i / 100), "f" + i % 100 / 2, i, Map.of("location", "l" + i % 2)));
        }
        Memory store = new Memory(points);

        assertEquals(sorted(store), all(pages(store), 7));
    }

    @Test
    void boundsAPageInBytes() {
        String text = "x".repeat(Page.MAX_WEIGHT / 20);
        Memory store = new Memory(IntStream.range(0, 100)
                .mapToObj(i -> point(START.plusSeconds(i), "f", text, Map.of()))
                .toList());
        PageReader pages = pages(store);

        assertEquals(9, pages.next(1_000).size());
        PageReader.Found found = pages.take(1_000, Duration.ofMinutes(1));
        assertTrue(
                found.points().size() < 30,
                "as many as are in memory at once: " + found.points().size());
        assertEquals(
                Position.behind(found.points().get(found.points().size() - 1)),
                found.next().orElseThrow());
    }

    @Test
    void givesAPointThatIsLargerThanAPage() {
        String text = "x".repeat(Page.MAX_WEIGHT);
        Memory store =
                new Memory(List.of(point(START, "f", text, Map.of()), point(START.plusSeconds(1), "f", 1, Map.of())));

        assertEquals(2, all(pages(store), 10).size());
    }

    @Test
    void saysWhereToGoOnOnlyWhereMoreFollows() {
        Memory store = new Memory(every(Duration.ofHours(1), 10));

        assertEquals(
                Optional.empty(), pages(store).take(10, Duration.ofMinutes(1)).next());
        PageReader.Found found = pages(store).take(9, Duration.ofMinutes(1));
        assertEquals(9, found.points().size());
        PageReader rest = new PageReader(query(Optional.empty()), found.next().orElseThrow(), store);
        assertEquals(1, rest.take(10, Duration.ofMinutes(1)).points().size());
    }

    @Test
    void answersWithWhatItFoundWhenItTakesTooLong() {
        Memory store = new Memory(every(Duration.ofDays(1), 59));

        PageReader.Found found = pages(store).take(100, Duration.ZERO);

        assertEquals(1, found.points().size());
        PageReader rest = new PageReader(query(Optional.empty()), found.next().orElseThrow(), store);
        assertEquals(58, rest.take(100, Duration.ofMinutes(1)).points().size());
    }

    @Test
    void cutsSlicesBetweenWindows() {
        Memory store = new Memory(every(Duration.ofHours(5), 200));
        Windows days = new Windows(Duration.ofDays(1).toNanos() / 1_000, Function.MEAN);
        TimeSeriesQuery query =
                query(Optional.of(days)).within(new TimeRange(START.plusSeconds(3_601), STOP.minusSeconds(1)));

        all(new PageReader(query, Position.before(query.range().start()), store), 50);

        assertTrue(store.asked.size() > 2);
        store.asked.forEach(it -> assertTrue(
                it.stop().equals(query.range().stop()) || it.stop().getEpochSecond() % 86_400 == 0, it.toString()));
    }

    @Test
    void endsAtOnceWhereThePositionIsAtTheStop() {
        PageReader pages = new PageReader(query(Optional.empty()), Position.before(STOP), (slice, page) -> {
            throw new AssertionError("nothing to ask");
        });

        assertTrue(pages.isEnded());
        assertFalse(pages.take(10, Duration.ofMinutes(1)).next().isPresent());
    }

    @Test
    void goesOnInTheLogFromWhereInfluxDbGivesNoAnswer() {
        Memory log = new Memory(every(Duration.ofSeconds(1), 1_000));
        Memory influx = new Memory(log.points);
        int[] left = {3};
        PageReader pages = new PageReader(
                query(Optional.empty()),
                Position.before(START),
                (slice, page) -> {
                    influx.read(slice, page);
                    if (--left[0] < 0) {
                        throw new NoAnswer("broken off in the middle");
                    }
                },
                log);

        List<DataPoint> first = new ArrayList<>(pages.next(100));
        assertEquals(Source.INFLUXDB, pages.source());
        first.addAll(all(pages, 100));

        assertEquals(sorted(log), first);
        assertEquals(Source.POSTGRESQL, pages.source());
        assertEquals(4, influx.asked.size(), "it is not asked again");
    }

    @Test
    void saysWhereThePointsCameFrom() {
        Memory log = new Memory(every(Duration.ofSeconds(1), 10));

        assertEquals(
                Source.POSTGRESQL, pages(log).take(10, Duration.ofMinutes(1)).source());
        PageReader ofInflux =
                new PageReader(query(Optional.empty()), Position.before(START), new Memory(log.points), log);
        assertEquals(Source.INFLUXDB, ofInflux.take(10, Duration.ofMinutes(1)).source());
    }

    @Test
    void hasAllItsPatienceForTheLogWhenInfluxDbGaveNoAnswer() {
        Memory log = new Memory(every(Duration.ofDays(1), 59));
        Duration patience = Duration.ofMillis(200);
        PageReader pages = new PageReader(
                query(Optional.empty()),
                Position.before(START),
                (slice, page) -> {
                    long end = System.nanoTime() + patience.toNanos();
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    throw new NoAnswer("timed out");
                },
                log);

        assertEquals(59, pages.take(100, patience).points().size());
    }

    @Test
    void failsWhereTheLogGivesNoAnswer() {
        PageReader pages = new PageReader(query(Optional.empty()), Position.before(START), (slice, page) -> {
            throw new NoAnswer("nor this one");
        });

        assertThrows(NoAnswer.class, () -> pages.next(10));
    }

    private static List<DataPoint> all(PageReader pages, int max) {
        List<DataPoint> all = new ArrayList<>();
        while (!pages.isEnded()) {
            List<DataPoint> page = pages.next(max);
            assertTrue(page.size() <= max);
            all.addAll(page);
        }
        return all;
    }

    private static List<DataPoint> sorted(Memory store) {
        return store.points.stream().sorted(DataPoint.ORDER).toList();
    }

    private static PageReader pages(Memory store) {
        return new PageReader(query(Optional.empty()), Position.before(START), store);
    }

    private static TimeSeriesQuery query(Optional<Windows> windows) {
        return new TimeSeriesQuery(DEVICE, new TimeRange(START, STOP), Optional.empty(), List.of(), windows);
    }

    private static List<DataPoint> every(Duration step, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> point(START.plus(step.multipliedBy(i)), "value", i, Map.of()))
                .toList();
    }

    private static DataPoint point(Instant time, String field, Object value, Map<String, String> tags) {
        return new DataPoint(time, "climate", field, value, tags);
    }
}

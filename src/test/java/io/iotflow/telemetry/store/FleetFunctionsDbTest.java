package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random readings in random windows: what PostgreSQL computes is what one finds who goes through them second by second. A
 * failure names the seed; {@code -Diotflow.test.seed} repeats it.
 */
class FleetFunctionsDbTest {

    private static final Instant ZERO = Instant.parse("2026-03-01T00:00:00Z");
    private static final int ROUNDS = 40;
    private static final List<String> NAMES =
            List.of("count", "sum", "mean", "min", "max", "increase", "time_weighted_mean", "integral");

    private final long seed = Long.getLong("iotflow.test.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    /** Readings by the second. */
    private final TreeMap<Integer, Double> numbers = new TreeMap<>();

    private final TreeMap<Integer, Boolean> flags = new TreeMap<>();

    @Test
    void computesWhatOneFindsSecondBySecond() {
        try (TestDatabase database = TestDatabase.create()) {
            TestLog log = new TestLog(database);
            FleetQueries queries = TestLog.fleet(database);
            for (int round = 1; round <= ROUNDS; round++) {
                int device = round;
                numbers.clear();
                flags.clear();
                IntStream.range(0, 1 + random.nextInt(30)).forEach(it -> {
                    numbers.put(second(), (double) random.nextInt(100));
                    flags.put(second(), random.nextBoolean());
                });
                log.store(Stream.concat(
                                numbers.entrySet().stream()
                                        .map(it -> reading(device, at(it.getKey()), "number", it.getValue())),
                                flags.entrySet().stream()
                                        .map(it -> reading(device, at(it.getKey()), "flag", it.getValue())))
                        .toArray(TelemetryMessage[]::new));
                TreeSet<Integer> bounds = new TreeSet<>(List.of(0, 1 + random.nextInt(1_200)));
                IntStream.range(0, random.nextInt(6)).forEach(it -> bounds.add(random.nextInt(bounds.last())));
                check(queries, device, new ArrayList<>(bounds));
            }
        }
    }

    private void check(FleetQueries queries, int device, List<Integer> bounds) {
        Map<Integer, List<Double>> found = ask(queries, device, "number", NAMES, bounds);
        Map<Integer, List<Double>> shares = ask(queries, device, "flag", List.of("duty_cycle"), bounds);
        for (int i = 0; i + 1 < bounds.size(); i++) {
            int from = bounds.get(i);
            int to = bounds.get(i + 1);
            String place = "seed " + seed + ", device " + device + ", window " + from + " to " + to;
            assertClose(numbersOf(from, to), found.getOrDefault(from, nothing(NAMES.size())), place);
            assertClose(dutyOf(from, to), shares.getOrDefault(from, nothing(1)), place);
        }
    }

    private List<Double> numbersOf(int from, int to) {
        List<Double> values = new ArrayList<>(numbers.subMap(from, to).values());
        List<Double> all = new ArrayList<>();
        all.add(values.isEmpty() ? null : (double) values.size());
        double sum = values.stream().mapToDouble(it -> it).sum();
        all.add(values.isEmpty() ? null : sum);
        all.add(values.isEmpty() ? null : sum / values.size());
        all.add(values.stream().min(Double::compare).orElse(null));
        all.add(values.stream().max(Double::compare).orElse(null));
        all.add(increaseOf(from, to));
        double area = 0;
        int seconds = 0;
        for (int second = from; second < to; second++) {
            Map.Entry<Integer, Double> before = numbers.floorEntry(second);
            Map.Entry<Integer, Double> after = numbers.higherEntry(second);
            if (before != null && after != null) {
                double share = (second + 0.5 - before.getKey()) / (after.getKey() - before.getKey());
                area += before.getValue() + (after.getValue() - before.getValue()) * share;
                seconds++;
            }
        }
        all.add(seconds == 0 ? null : area / seconds);
        all.add(seconds == 0 ? null : area);
        return all;
    }

    private Double increaseOf(int from, int to) {
        Double increase = null;
        for (Map.Entry<Integer, Double> reading : numbers.subMap(from, to).entrySet()) {
            Map.Entry<Integer, Double> before = numbers.lowerEntry(reading.getKey());
            if (before != null) {
                double now = reading.getValue();
                increase =
                        (increase == null ? 0 : increase) + (now >= before.getValue() ? now - before.getValue() : now);
            }
        }
        return increase;
    }

    private List<Double> dutyOf(int from, int to) {
        int known = 0;
        int on = 0;
        for (int second = from; second < to; second++) {
            Map.Entry<Integer, Boolean> state = flags.floorEntry(second);
            known += state == null ? 0 : 1;
            on += state != null && state.getValue() ? 1 : 0;
        }
        List<Double> share = new ArrayList<>();
        share.add(known == 0 ? null : (double) on / known);
        return share;
    }

    private static Map<Integer, List<Double>> ask(
            FleetQueries queries, int device, String field, List<String> functions, List<Integer> bounds) {
        List<Instant> times = bounds.stream().map(FleetFunctionsDbTest::at).toList();
        Instant stop = times.get(times.size() - 1);
        FleetQuery query = new FleetQuery(
                new long[] {device}, new int[] {0}, ZERO, stop, List.of(), List.of(field), List.of(), List.of());
        Aggregation aggregation = new Aggregation(
                functions.stream().map(it -> FleetFunction.of(it).orElseThrow()).toList(),
                times,
                Duration.ofDays(1),
                stop);
        Map<Integer, List<Double>> found = new TreeMap<>();
        queries.aggregates(
                query,
                aggregation,
                new Cut(false, 0, 0, 1_000),
                Duration.ofSeconds(20),
                row -> found.put(
                        (int) Duration.between(ZERO, row.time()).toSeconds(),
                        row.values().stream().map(Double.class::cast).toList()));
        return found;
    }

    private static void assertClose(List<Double> expected, List<Double> found, String place) {
        for (int i = 0; i < expected.size(); i++) {
            if (expected.get(i) == null || found.get(i) == null) {
                assertEquals(expected.get(i), found.get(i), place + ", value " + i);
            } else {
                assertEquals(
                        expected.get(i), found.get(i), 1e-6 * (1 + Math.abs(expected.get(i))), place + ", value " + i);
            }
        }
    }

    private static List<Double> nothing(int size) {
        return new ArrayList<>(java.util.Collections.nCopies(size, null));
    }

    private int second() {
        return random.nextInt(2_400) - 600;
    }

    private static Instant at(int second) {
        return ZERO.plusSeconds(second);
    }
}

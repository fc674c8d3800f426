package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetFunction;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.MessageCondition;
import io.iotflow.telemetry.store.MessageCondition.Comparison;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Random messages of a few devices around a change of the clock, and random questions about them. */
final class RandomFleet {

    static final int DEVICES = 6;

    private static final Instant BEGIN = Instant.parse("2026-03-20T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(20); // Berlin's clock changes on the 29th
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    private static final List<String> WINDOWS =
            List.of("7m", "1h", "90m", "5h", "12h", "1d", "3d", "1w", "1mo", "1y", "100000s");
    private static final List<String> OFFSETS = List.of("6h", "-90m", "1d", "3s");
    private static final List<String> NUMBERS = List.of("t", "u");
    private static final List<String> FUNCTIONS =
            List.of("count", "sum", "mean", "min", "max", "first", "last", "spread", "devices");

    private final Random random;
    private final String name;

    /** @param name what the devices' ids begin with */
    RandomFleet(Random random, String name) {
        this.random = random;
        this.name = name;
    }

    String id(long device) {
        return name + "." + device;
    }

    /** Each at a time of its own. */
    List<TelemetryMessage> messages(int count) {
        TreeSet<Long> times = new TreeSet<>();
        while (times.size() < count) {
            times.add(random.nextLong(SPAN.toSeconds() * 1_000_000));
        }
        return times.stream().map(this::message).toList();
    }

    private TelemetryMessage message(long micros) {
        long device = 1 + random.nextInt(DEVICES);
        Instant time = BEGIN.plus(micros, ChronoUnit.MICROS).plusNanos(random.nextInt(1_000));
        String measurement = oneOf(List.of("env", "motor", "Ärger, 1=2"));
        Map<String, Object> fields = new HashMap<>();
        if (measurement.equals("env") || random.nextBoolean()) {
            fields.put("t", random.nextInt(-40, 60) / 4.0);
        }
        fields.put(oneOf(List.of("u", "v \"1")), random.nextGaussian() * 1e6);
        if (random.nextInt(4) == 0) {
            fields.put("on", random.nextBoolean());
            fields.put("state", oneOf(List.of("idle", "runs", "a\nb \"c\" \\ ${x}", "ÄÖ")));
        }
        boolean isLone = measurement.equals("env") && device % 2 == 0; // of one series in InfluxDB
        Map<String, String> own = new HashMap<>();
        if (!isLone && random.nextBoolean()) {
            own.put("probe", oneOf(List.of("p 1", "p=2", "ß\"")));
        }
        Map<String, String> all = new HashMap<>(own);
        all.put("device_id", id(device));
        all.put("device_name", isLone || random.nextBoolean() ? "Old" : "New");
        if (!isLone && random.nextBoolean()) {
            all.put("topic", "iotflow/devices/" + id(device) + "/telemetry");
        }
        return new TelemetryMessage(device, id(device), measurement, time, fields, all, own, null, Instant.now());
    }

    /**
     * A question.
     *
     * @param bounds of its windows; empty where it has no functions
     */
    record Question(
            FleetQuery query,
            List<String> ids,
            boolean latest,
            List<FleetFunction> functions,
            List<Instant> bounds,
            Cut cut) {}

    Question question() {
        return random.nextInt(10) == 0 ? ofMeans() : ofAnything();
    }

    /** Of one field of one measurement, whose means InfluxDB has for some devices, and parts of them for others. */
    private Question ofMeans() {
        TimeRange range = range();
        long[] devices = random.longs(1 + random.nextInt(3), 1, DEVICES + 1)
                .sorted()
                .distinct()
                .toArray();
        FleetQuery query = new FleetQuery(
                devices,
                IntStream.range(0, devices.length).toArray(),
                range.start(),
                range.stop(),
                List.of("env"),
                List.of(oneOf(List.of("t", "u", "on", "state"))),
                List.of(),
                List.of());
        List<String> ids = Arrays.stream(devices).mapToObj(this::id).toList();
        FleetFunction mean = FleetFunction.of("mean").orElseThrow();
        return new Question(query, ids, false, List.of(mean), bounds(range), cut(false));
    }

    private Question ofAnything() {
        TimeRange range = range();
        List<String> fields = random.nextInt(3) == 0
                ? List.of()
                : random.nextInt(3) > 0
                        ? List.of(oneOf(List.of("t", "u", "on", "state")))
                        : some(List.of("t", "u", "on", "state", "nothing"));
        List<MessageCondition> conditions = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            conditions.add(ofTag());
        }
        if (fields.size() == 1 && random.nextInt(3) == 0) {
            conditions.add(ofField(fields.get(0)));
        }
        long[] devices = IntStream.range(0, 1 + random.nextInt(2 * DEVICES))
                .mapToLong(it -> 1 + random.nextInt(DEVICES))
                .sorted()
                .distinct()
                .toArray();
        boolean each = random.nextBoolean();
        int[] buckets = IntStream.range(0, devices.length)
                .map(it -> each ? it : random.nextInt(3))
                .toArray();
        List<String> tags = random.nextInt(4) == 0 ? some(List.of("probe", "topic", "device_name")) : List.of();
        FleetQuery query = new FleetQuery(
                devices,
                buckets,
                range.start(),
                range.stop(),
                random.nextInt(3) == 0 ? some(List.of("env", "motor", "none")) : List.of(),
                fields,
                conditions,
                tags);
        List<String> ids = Arrays.stream(devices).mapToObj(this::id).toList();
        int kind = random.nextInt(6);
        List<FleetFunction> functions = kind < 4
                ? some(FUNCTIONS).stream()
                        .map(it -> FleetFunction.of(it).orElseThrow())
                        .toList()
                : List.of();
        return new Question(query, ids, kind == 4, functions, bounds(range), cut(kind == 4));
    }

    private TimeRange range() {
        long span = SPAN.toSeconds();
        long from = random.nextLong(-span / 10, span);
        long to = random.nextBoolean() ? from + 1 + random.nextLong(span) : from + 1 + random.nextLong(7_200);
        boolean whole = random.nextInt(4) == 0;
        return new TimeRange(whole ? BEGIN : BEGIN.plusSeconds(from), whole ? BEGIN.plus(SPAN) : BEGIN.plusSeconds(to));
    }

    private List<Instant> bounds(TimeRange range) {
        if (random.nextInt(4) == 0) {
            return List.of(range.start(), range.stop());
        }
        return CalendarWindows.parse(
                        oneOf(WINDOWS), random.nextInt(3) == 0 ? oneOf(OFFSETS) : null, ZoneId.of(oneOf(ZONES)))
                .bounds(range);
    }

    private Cut cut(boolean latest) {
        return new Cut(
                !latest && random.nextBoolean(),
                random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 0,
                random.nextInt(4) == 0 ? random.nextInt(20) : 0,
                random.nextInt(3) == 0 ? 1 + random.nextInt(50) : 100_000);
    }

    private MessageCondition ofTag() {
        String tag = oneOf(List.of("probe", "topic", "device_name", "none"));
        Comparison comparison = Comparison.values()[random.nextInt(Comparison.LESS.ordinal())];
        List<String> values = List.of("p 1", "ß\"", "Old", "iotflow/devices/" + id(1) + "/telemetry");
        return new MessageCondition(
                true,
                tag,
                comparison,
                switch (comparison) {
                    case EXISTS, MISSING -> List.of();
                    case IN -> some(values);
                    default -> List.of(oneOf(values));
                });
    }

    private MessageCondition ofField(String field) {
        List<Comparison> known = Stream.of(Comparison.values())
                .filter(it -> it != Comparison.NOT_EQUAL)
                .toList();
        Comparison comparison = known.get(random.nextInt(known.size()));
        List<String> numbers = List.of("-3.25", "0.0", "7.5", "1.0E-7", "100000.0");
        List<String> texts = List.of("\"idle\"", "\"a\\nb \\\"c\\\" \\\\ ${x}\"");
        List<String> ofItsType =
                field.equals("state") ? texts : field.equals("on") ? List.of("true", "false") : numbers;
        List<String> values = random.nextInt(4) > 0
                ? ofItsType
                : Stream.of(numbers, texts, List.of("true", "false"))
                        .flatMap(List::stream)
                        .toList();
        return new MessageCondition(
                false,
                field,
                comparison,
                switch (comparison) {
                    case EXISTS, MISSING -> List.of();
                    case IN -> some(values);
                    case EQUAL -> List.of(oneOf(values));
                    default -> List.of(oneOf(numbers));
                });
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private <T> List<T> some(List<T> all) {
        List<T> some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        return List.copyOf(some.subList(0, 1 + random.nextInt(Math.min(4, some.size()))));
    }
}

package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import io.iotflow.telemetry.store.StoredPoint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PointLinesTest {

    private static final Instant TIME = Instant.parse("2026-11-30T10:00:00.123456789Z");

    @Test
    void writesWhatTheClientsOwnPointsWouldWrite() {
        Random random = new Random(20261130);
        List<StoredPoint> points =
                Stream.generate(() -> point(random)).limit(2_000).toList();

        assertEquals(
                points.stream().map(PointLinesTest::ofTheClient).collect(Collectors.joining("\n", "", "\n")),
                PointLines.of(points));
    }

    @Test
    void writesNumbersOfAnySizeAsTheyAre() {
        for (double number : List.of(Double.MAX_VALUE, Double.MIN_VALUE, -1.0E-7, 1.0E21, -0.0)) {
            String line = PointLines.of(List.of(new StoredPoint(TIME, "m", Map.of("f", number), Map.of())));

            assertEquals(number, Double.parseDouble(line.substring(line.indexOf('=') + 1, line.lastIndexOf(' '))));
        }
    }

    @Test
    void leavesOutATagWithoutAValue() {
        assertEquals(
                "m,a=1 f=true 1\n",
                PointLines.of(List.of(new StoredPoint(
                        Instant.ofEpochSecond(0, 1), "m", Map.of("f", true), Map.of("a", "1", "b", "")))));
    }

    private static StoredPoint point(Random random) {
        Map<String, Object> fields = new TreeMap<>(); // the client writes them in this order
        for (int i = 0; i <= random.nextInt(4); i++) {
            fields.put(
                    name(random),
                    switch (random.nextInt(3)) {
                        case 0 -> random.nextInt(1_000_000) / 100.0;
                        case 1 -> random.nextBoolean();
                        default -> text(random, " ,=\"\\\n\täß😀ab");
                    });
        }
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            tags.put(name(random), name(random));
        }
        Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        return new StoredPoint(time, name(random), fields, tags);
    }

    /** As the names and tags that are let in. */
    private static String name(Random random) {
        return "n" + text(random, " ,=\"'äß😀ab#");
    }

    private static String text(Random random, String letters) {
        int[] all = letters.codePoints().toArray();
        return IntStream.generate(() -> all[random.nextInt(all.length)])
                .limit(random.nextInt(8))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String ofTheClient(StoredPoint stored) {
        Point point = Point.measurement(stored.measurement())
                .addTags(stored.tags())
                .time(ChronoUnit.NANOS.between(Instant.EPOCH, stored.time()), WritePrecision.NS);
        stored.fields().forEach((key, value) -> {
            if (value instanceof Double number) {
                point.addField(key, number);
            } else if (value instanceof Boolean flag) {
                point.addField(key, flag);
            } else {
                point.addField(key, (String) value);
            }
        });
        return point.toLineProtocol();
    }
}

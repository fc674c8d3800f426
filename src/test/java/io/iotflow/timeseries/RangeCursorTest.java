package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeCursorTest {

    private static final TimeRange RANGE =
            new TimeRange(Instant.parse("2026-01-31T10:00:00Z"), Instant.parse("2026-01-31T12:00:00.000001Z"));
    private static final Instant TIME = Instant.parse("2026-01-31T11:00:00.123456789Z");
    private static final TimeSeriesQuery QUERY = query("d-7");

    @Test
    void comesBackAsItWas() {
        for (Position position : List.of(
                Position.before(RANGE.start()),
                Position.before(RANGE.stop()),
                new Position(TIME, "climate", "温度 😀", 42),
                new Position(TIME, "m".repeat(200), "😀".repeat(100), -1))) {
            RangeCursor cursor = new RangeCursor(RANGE, position);
            assertEquals(cursor, RangeCursor.parse(cursor.text(QUERY), QUERY));
            assertTrue(cursor.text(QUERY).matches("[A-Za-z0-9_-]+"));
        }
    }

    @Test
    void isGoodForItsOwnQueryOnly() {
        String text = new RangeCursor(RANGE, Position.before(TIME)).text(QUERY);

        for (TimeSeriesQuery other : List.of(
                query("d-8"),
                new TimeSeriesQuery(QUERY.device(), RANGE, Optional.of("m")),
                new TimeSeriesQuery(QUERY.device(), RANGE, Optional.empty(), List.of("f"), Optional.empty()),
                new TimeSeriesQuery(QUERY.device(), RANGE, Optional.empty(), List.of(), Windows.parse("1m", null)))) {
            refused(text, other);
        }
    }

    @Test
    void isRefusedWhenItIsNone() {
        refused("", QUERY);
        refused("é", QUERY);
        refused("x".repeat(100_000), QUERY);
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            refused(Base64.getUrlEncoder().encodeToString(bytes), QUERY);
        }
    }

    /** Whatever single byte somebody changes, the answer is a cursor within bounds, or a 400. */
    @Test
    void staysWithinBoundsWhateverIsChanged() {
        byte[] good = Base64.getUrlDecoder()
                .decode(new RangeCursor(RANGE, new Position(TIME, "climate", "value", 42)).text(QUERY));
        for (int i = 0; i < good.length; i++) {
            for (int b = 0; b < 256; b++) {
                byte[] changed = good.clone();
                changed[i] = (byte) b;
                try {
                    RangeCursor cursor =
                            RangeCursor.parse(Base64.getUrlEncoder().encodeToString(changed), QUERY);
                    assertTrue(cursor.range().start().isBefore(cursor.range().stop()));
                    assertTrue(cursor.position().measurement().indexOf('\0') < 0);
                } catch (Problem e) {
                    assertEquals(400, e.status());
                }
            }
        }
    }

    private static void refused(String text, TimeSeriesQuery query) {
        Problem problem = assertThrows(Problem.class, () -> RangeCursor.parse(text, query));
        assertEquals("cursor", problem.violations().get(0).field());
    }

    private static TimeSeriesQuery query(String deviceId) {
        return new TimeSeriesQuery(
                new Device(7, deviceId, "D 7", "esp32", null, Device.Status.ACTIVE), RANGE, Optional.empty());
    }
}

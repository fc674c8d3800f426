package io.iotflow.tools.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final Instant TIME = Instant.parse("2026-06-01T12:00:00.123Z");

    private final Reading reading =
            new Reading(TIME, Map.of("temperature", 21.50, "light", 900.0, "motion", true, "door", "open"));

    @Test
    void isKnownAgainByItsDigestWhateverTheServerDoesToTheText() {
        String stored = "{\"door\":\"open\",\"motion\":true,\"light\":9e2,\"temperature\":21.500}";

        assertEquals(reading.digest(), Reading.digest(Json.readObject(reading.payload())));
        assertEquals(reading.digest(), Reading.digest(Json.readObject(stored)));
        assertNotEquals(reading.digest(), Reading.digest(Json.readObject(stored.replace("21.500", "21.501"))));
    }

    @Test
    void carriesTheDevicesTime() {
        assertEquals(
                "2026-06-01T12:00:00.123Z", Json.readObject(reading.payload()).getString("timestamp"));
        assertEquals(
                "2026-06-01T12:00:00.123Z",
                Json.readObject(reading.upload("gps")).getString("timestamp"));
    }

    @Test
    void hasATimeOfItsOwnThoughTheClockStandsStillOrGoesBack() {
        Iterator<Instant> clock =
                List.of(TIME, TIME, TIME.minusSeconds(1), TIME.plusSeconds(1)).iterator();
        Sensor sensor =
                new Sensor(time -> Map.of("value", 1.0), new Faults(new SplittableRandom(1), () -> TIME), clock::next);

        assertEquals(
                List.of(TIME, TIME.plusMillis(1), TIME.plusMillis(2), TIME.plusSeconds(1)),
                Stream.generate(sensor::read).limit(4).map(Reading::time).toList());
    }

    @Test
    void isKeptOldestFirstAndTheOldestIsGivenUpWhenThereIsNoSpace() {
        Backlog backlog = new Backlog(3);
        assertTrue(IntStream.of(2, 1, 3).allMatch(i -> backlog.add(at(i))));

        assertFalse(backlog.add(at(4)));

        assertEquals(3, backlog.size());
        assertEquals(at(2), backlog.takeOldest());
        assertEquals(at(3), backlog.takeOldest());
        assertEquals(at(4), backlog.takeOldest());
        assertTrue(backlog.isEmpty());
    }

    private static Reading at(int second) {
        return new Reading(TIME.plusSeconds(second), Map.of("value", 1.0));
    }
}

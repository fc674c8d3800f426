package io.iotflow.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.command.AwaitedDevices.Awaited;
import io.iotflow.command.CommandQueue.Missed;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwaitedDevicesTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant THEN = NOW.plus(AwaitedDevices.TO_SUBSCRIBE);
    private static final Instant LATER = NOW.plusMillis(500);

    private final AwaitedDevices devices = new AwaitedDevices();

    @Test
    void givesADeviceThatWasHeardOfTimeToSubscribe() {
        devices.heard(missed(NOW), NOW);

        assertTrue(devices.contains(1));
        assertEquals(THEN, devices.next(THEN.plusSeconds(1)));
        assertEquals(Map.of(), devices.due(THEN.minusNanos(1)));
        assertEquals(Set.of(1L), devices.due(THEN).keySet());
    }

    @Test
    void givesADeviceThatListensNoTime() {
        devices.listens(missed(NOW), NOW);

        assertEquals(Set.of(1L), devices.due(NOW).keySet());
    }

    @Test
    void keepsTheWholeTimeInWhichADeviceMayHaveMissedSomething() {
        devices.heard(new Missed(1, NOW.minusSeconds(9), NOW), NOW);
        devices.heard(new Missed(1, NOW.minusSeconds(20), LATER), LATER);

        assertEquals(Map.of(), devices.due(THEN), "it may be back only since then");
        assertEquals(
                new Missed(1, NOW.minusSeconds(20), LATER),
                devices.due(THEN.plusMillis(500)).get(1L).missed());
    }

    @Test
    void keepsThatADeviceListens() {
        devices.listens(missed(NOW), NOW);
        devices.heard(missed(LATER), LATER);

        Awaited device = devices.due(LATER).get(1L);
        assertTrue(device.isListening());
        assertEquals(LATER, device.missed().until());
    }

    @Test
    void keepsWhoWasHeardOfAgainMeanwhile() {
        devices.heard(missed(NOW), NOW);
        devices.heard(new Missed(2, NOW, NOW), NOW);
        Map<Long, Awaited> due = devices.due(THEN);

        devices.heard(missed(THEN), THEN);
        devices.served(due);

        assertTrue(devices.contains(1));
        assertFalse(devices.contains(2));
    }

    @Test
    void awaitsNoMoreThanSoMany() {
        for (int device = 1; device <= AwaitedDevices.MAX + 10; device++) {
            devices.heard(new Missed(device, Instant.EPOCH, NOW), NOW);
        }
        devices.listens(missed(NOW), NOW);

        assertEquals(AwaitedDevices.MAX, devices.due(THEN).size());
        assertFalse(devices.contains(AwaitedDevices.MAX + 1));
        assertEquals(Set.of(1L), devices.due(NOW).keySet(), "who is awaited already is heard of");
    }

    private static Missed missed(Instant until) {
        return new Missed(1, Instant.EPOCH, until);
    }
}

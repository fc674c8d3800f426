package io.iotflow.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.telemetry.store.LastSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastSeenUpdatesTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int ALL = 1000;

    private final LastSeenUpdates updates = new LastSeenUpdates(TIMEOUT);

    @Test
    void hurriesWithADeviceThatItDoesNotKnow() {
        assertTrue(seen(1, NOW));
        assertEquals(Map.of(1L, online(NOW)), updates.take(ALL, false));
    }

    @Test
    void letsADeviceThatGoesOnSendingWaitForTheInterval() {
        written(1, NOW);
        assertFalse(seen(1, NOW.plusSeconds(1)));
        assertEquals(Map.of(), updates.take(ALL, false));
        assertEquals(Map.of(1L, online(NOW.plusSeconds(1))), updates.take(ALL, true));
    }

    @Test
    void hurriesWhenADeviceGoesAndWhenItIsBack() {
        written(1, NOW);
        assertTrue(gone(1, NOW.plusSeconds(1)));
        take();
        assertTrue(seen(1, NOW.plusSeconds(2)));
    }

    @Test
    void doesNotHurryForADeviceThatSaysAgainThatItGoes() {
        written(1, NOW);
        gone(1, NOW.plusSeconds(1));
        take();
        assertFalse(gone(1, NOW.plusSeconds(2)));
    }

    @Test
    void hurriesAfterASilenceThatWasLongerThanTheTimeout() {
        written(1, NOW);
        assertFalse(seen(1, NOW.plus(TIMEOUT)));
        assertTrue(seen(1, NOW.plus(TIMEOUT).plus(TIMEOUT).plusNanos(1000)));
    }

    @Test
    void keepsOneEntryOfEachDeviceWithItsNewestTime() {
        written(1, NOW);
        seen(1, NOW.plusSeconds(3));
        seen(1, NOW.plusSeconds(2)); // came late, through another way
        assertEquals(1, updates.size());
        assertEquals(Map.of(1L, online(NOW.plusSeconds(3))), updates.take(ALL, true));
    }

    @Test
    void believesALateOfflineLessThanANewerMessage() {
        seen(1, NOW);
        gone(1, NOW.minusSeconds(1));
        assertFalse(updates.of(1).orElseThrow().offline());
    }

    @Test
    void remembersThatADeviceWasGoneThoughItCameBackBeforeThatWasWritten() {
        written(1, NOW);
        gone(1, NOW.plusSeconds(1));
        seen(1, NOW.plusSeconds(2));
        assertEquals(Map.of(1L, new LastSeenUpdate(NOW.plusSeconds(2), false, true)), take());
    }

    @Test
    void showsWhatIsBeingWrittenUntilItIsWritten() {
        seen(1, NOW);
        updates.take(ALL, false);
        assertEquals(Optional.of(online(NOW)), updates.of(1));
        updates.written();
        assertEquals(Optional.empty(), updates.of(1));
    }

    @Test
    void showsTheNewestOfWhatIsBeingWrittenAndWhatCameSince() {
        seen(1, NOW);
        updates.take(ALL, false);
        gone(1, NOW.plusSeconds(1));
        assertTrue(updates.of(1).orElseThrow().offline());
        updates.written();
        assertEquals(NOW.plusSeconds(1), updates.of(1).orElseThrow().at());
    }

    @Test
    void givesWhatCouldNotBeWrittenAgainWithWhatCameSince() {
        seen(1, NOW);
        seen(2, NOW);
        updates.take(ALL, false);
        seen(1, NOW.plusSeconds(1));
        updates.notWritten();
        assertEquals(Map.of(1L, online(NOW.plusSeconds(1)), 2L, online(NOW)), take());
    }

    @Test
    void takesTheUrgentOnesFirstAndNoMoreThanAsked() {
        written(1, NOW);
        seen(1, NOW.plusSeconds(1));
        seen(2, NOW);
        assertEquals(Map.of(2L, online(NOW)), updates.take(1, true));
        updates.written();
        assertEquals(Map.of(1L, online(NOW.plusSeconds(1))), updates.take(1, true));
    }

    @Test
    void forgetsADeletedDevice() {
        written(1, NOW);
        seen(1, NOW.plusSeconds(1));
        updates.forget(1);
        assertEquals(0, updates.size());
        assertTrue(seen(1, NOW.plusSeconds(2)), "as if it were new");
    }

    private boolean seen(long device, Instant at) {
        return updates.add(List.of(new LastSeen(device, at, false)));
    }

    private boolean gone(long device, Instant at) {
        return updates.add(List.of(new LastSeen(device, at, true)));
    }

    private void written(long device, Instant at) {
        seen(device, at);
        take();
    }

    private Map<Long, LastSeenUpdate> take() {
        Map<Long, LastSeenUpdate> taken = updates.take(ALL, true);
        updates.written();
        return taken;
    }

    private static LastSeenUpdate online(Instant at) {
        return new LastSeenUpdate(at, false, false);
    }
}

package io.iotflow.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PresenceStateTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Test
    void isOfflineWhereItWasNeverSeen() {
        assertEquals(new Presence.State(null, false, false), Presence.State.of(null, NOW, TIMEOUT));
    }

    @Test
    void isOnlineUntilTheTimeoutHasPassed() {
        Instant longest = NOW.minus(TIMEOUT);
        assertEquals(new Presence.State(longest, true, false), of(longest, false));
        Instant longer = longest.minusNanos(1000);
        assertEquals(new Presence.State(longer, false, false), of(longer, false));
    }

    @Test
    void isOfflineAtOnceWhenItSaidSo() {
        assertEquals(new Presence.State(NOW, false, true), of(NOW, true));
    }

    private static Presence.State of(Instant at, boolean offline) {
        return Presence.State.of(new LastSeenUpdate(at, offline, false), NOW, TIMEOUT);
    }
}

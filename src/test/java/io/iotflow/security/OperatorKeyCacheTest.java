package io.iotflow.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OperatorKeyCacheTest {

    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    private final List<CachedOperatorKey> stored = new ArrayList<>(List.of(key(1, ONE)));
    private final AtomicLong now = new AtomicLong();
    private int reads;
    private boolean away;
    private Runnable meanwhile = () -> {};

    private final OperatorKeyCache ring = new OperatorKeyCache(this::read, now::get);

    private List<CachedOperatorKey> read() {
        reads++;
        if (away) {
            throw new IllegalStateException("away");
        }
        List<CachedOperatorKey> answer = List.copyOf(stored);
        meanwhile.run();
        return answer;
    }

    @Test
    void readsOnceForAllKeysGoodAndWrong() {
        assertEquals("operator 1", ring.find(ONE).orElseThrow().operator().name());
        assertTrue(ring.find(TWO).isEmpty());
        assertTrue(ring.find(ONE).isPresent());
        assertEquals(1, reads);
    }

    @Test
    void forgetsARevokedKeyWithTheChangeAndWithoutItAfterAMinute() {
        ring.find(ONE);
        stored.clear();
        assertTrue(ring.find(ONE).isPresent(), "nobody has said that it changed");
        ring.changed();
        assertTrue(ring.find(ONE).isEmpty());

        stored.add(key(2, TWO));
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertTrue(ring.find(TWO).isPresent());
    }

    @Test
    void doesNotRememberWhatWasReadBeforeAChange() {
        meanwhile = () -> {
            meanwhile = () -> {};
            stored.clear();
            ring.changed();
        };
        ring.find(ONE);

        assertTrue(ring.find(ONE).isEmpty());
        assertEquals(2, reads);
    }

    @Test
    void doesNotTryAgainForEachCallerWhileTheDatabaseIsAway() {
        away = true;
        assertThrows(IllegalStateException.class, () -> ring.find(ONE));
        assertThrows(IllegalStateException.class, () -> ring.find(ONE));
        assertEquals(1, reads);

        away = false;
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertTrue(ring.find(ONE).isPresent());
    }

    @Test
    void notesAUseOnceAMinute() {
        CachedOperatorKey key = key(1, ONE);
        Instant first = Instant.parse("2026-01-01T00:00:00Z");

        assertTrue(key.isWorthNoting(first));
        assertFalse(key.isWorthNoting(first.plusSeconds(60)));
        assertTrue(key.isWorthNoting(first.plusSeconds(61)));
    }

    private static CachedOperatorKey key(long id, byte[] hash) {
        return new CachedOperatorKey(
                id, hash, new Operator("operator " + id, Operator.Role.VIEWER), null, (Instant) null);
    }
}

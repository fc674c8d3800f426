package io.iotflow.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FetchedTest {

    private final AtomicLong now = new AtomicLong();
    private int asked;
    private boolean isAway;

    private final Fetched<Integer> fetched = new Fetched<>(this::fetch, now::get);

    private Integer fetch() throws IOException {
        asked++;
        if (isAway) {
            throw new IOException("away");
        }
        return asked;
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos() + 1);
    }

    @Test
    void isKeptForAnHour() throws IOException {
        assertEquals(1, fetched.get());
        assertEquals(1, fetched.get());
        later(Fetched.KEPT);
        assertEquals(2, fetched.get());
    }

    @Test
    void isNewerAfterAPauseAndNotBefore() throws IOException {
        assertEquals(1, fetched.get());
        assertEquals(1, fetched.newer());
        later(Fetched.PAUSE);
        assertEquals(2, fetched.newer());
    }

    @Test
    void aFailureHoldsUpOneCallerInEachPause() throws IOException {
        isAway = true;
        for (int i = 0; i < 3; i++) {
            assertThrows(IOException.class, fetched::get);
        }
        assertEquals(1, asked);
        isAway = false;
        later(Fetched.PAUSE);
        assertEquals(2, fetched.get());
    }

    @Test
    void isTheOldOneWhileThereIsNoNewOne() throws IOException {
        assertEquals(1, fetched.get());
        isAway = true;
        later(Fetched.KEPT);
        assertEquals(1, fetched.get());
        assertEquals(1, fetched.get());
        assertEquals(2, asked);
        isAway = false;
        later(Fetched.PAUSE);
        assertEquals(3, fetched.get());
    }
}

package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PeersTest {

    private final Peers peers = new Peers();

    @Test
    void remembersHowFarEachWasReadAndForgetsTheSilent() {
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        long start = -5; // nanoTime may be anything
        peers.heard(one, 1, start);
        peers.heard(other, 7, start);
        peers.heard(one, 2, start + seconds(50));

        peers.forgetSilent(start + seconds(60));
        assertEquals(Map.of(one, 2L, other, 7L), peers.turns());
        peers.forgetSilent(start + seconds(61));
        assertEquals(Map.of(one, 2L), peers.turns());
        assertEquals(1, peers.count());
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}

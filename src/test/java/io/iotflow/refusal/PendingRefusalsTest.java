package io.iotflow.refusal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.refusal.MessagesRefused.Count;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept in memory until it is written. */
class PendingRefusalsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final PendingRefusals pending = new PendingRefusals(120);

    @Test
    void theSameRefusalIsOneHoweverOftenItComes() {
        for (int i = 0; i < 1000; i++) {
            pending.add(1, refusal("rate_limited", NOW.plusMillis(i), 2));
        }

        List<PendingRefusals.OfDevice> taken = pending.take().refusals();

        assertEquals(1, taken.size());
        Refusal one = taken.get(0).refusal();
        assertEquals(1000, one.times());
        assertEquals(2000, one.messages());
        assertEquals(NOW, one.firstAt());
        assertEquals(NOW.plusMillis(999), one.lastAt());
    }

    @Test
    void aDeviceKeepsItsNewest() {
        IntStream.range(0, 60).forEach(i -> pending.add(1, refusal("r" + i, NOW.plusSeconds(i), 1)));
        pending.add(1, refusal("r10", NOW.plusSeconds(99), 1));
        pending.add(1, refusal("new", NOW.plusSeconds(100), 1));

        List<String> kept = reasons();

        assertEquals(RefusalStore.MAX_OF_DEVICE, kept.size());
        assertEquals("r12", kept.get(0));
        assertEquals(List.of("r59", "r10", "new"), kept.subList(47, 50));
    }

    @Test
    void keepsNoMoreThanSoManyInAll() {
        for (int device = 0; device < 200; device++) {
            assertEquals(device < 120, pending.add(device, refusal("a", NOW, 1)));
        }
        assertEquals(120, pending.size());
        assertTrue(pending.add(5, refusal("a", NOW, 1)), "more of what is there already");

        pending.forget(5);

        assertTrue(pending.add(199, refusal("a", NOW, 1)));
        assertFalse(pending.add(198, refusal("a", NOW, 1)));
    }

    @Test
    void whatCouldNotBeWrittenComesBeforeWhatCameMeanwhile() {
        pending.add(1, refusal("old", NOW, 1));
        pending.add(1, refusal("both", NOW, 1));
        pending.count("http", "old", 1);
        PendingRefusals.Taken taken = pending.take();
        pending.add(1, refusal("both", NOW.plusSeconds(1), 1));
        pending.add(1, refusal("new", NOW.plusSeconds(1), 1));
        pending.count("http", "old", 2);

        pending.giveBack(taken);

        PendingRefusals.Taken again = pending.take();
        assertEquals(List.of(new Count("http", "old", 3)), again.counts());
        assertEquals(
                List.of("old 1", "both 2", "new 1"),
                again.refusals().stream()
                        .map(it -> it.refusal().same().reason() + " "
                                + it.refusal().times())
                        .toList());
        assertTrue(pending.take().isEmpty());
    }

    private List<String> reasons() {
        return pending.take().refusals().stream()
                .map(it -> it.refusal().same().reason())
                .toList();
    }

    private static Refusal refusal(String reason, Instant at, long messages) {
        return Refusal.now(new Refusal.Same("http", reason, "detail", "POST /", "::1"), at, messages);
    }
}

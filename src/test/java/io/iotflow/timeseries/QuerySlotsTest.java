package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuerySlotsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void oneCallerLeavesTheOthersTheirSlots() throws InterruptedException {
        QuerySlots slots = new QuerySlots(2, SHORT);
        CompletableFuture<String> first = hold(slots, "one");

        Problem refused = assertThrows(Problem.class, () -> slots.ask("one", () -> "second"));
        assertEquals(503, refused.status());
        assertEquals("other", slots.ask("another", () -> "other"));

        end.countDown();
        assertEquals("held", first.join());
        assertEquals("second", slots.ask("one", () -> "second"));
    }

    @Test
    void whoComesWhenAllAreTakenWaits() throws InterruptedException {
        QuerySlots slots = new QuerySlots(1, LONG);
        CompletableFuture<String> first = hold(slots, "one");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> slots.ask("two", () -> "came"));

        end.countDown();

        assertEquals("held", first.join());
        assertEquals("came", waiting.join());
    }

    @Test
    void aQuestionThatFailsGivesItsSlotBack() {
        QuerySlots slots = new QuerySlots(1, SHORT);
        assertThrows(
                IllegalStateException.class,
                () -> slots.ask("one", () -> {
                    throw new IllegalStateException();
                }));

        assertEquals("came", slots.ask("one", () -> "came"));
    }

    /** Takes a slot and keeps it until the end. */
    private CompletableFuture<String> hold(QuerySlots slots, String caller) throws InterruptedException {
        CompletableFuture<String> held = CompletableFuture.supplyAsync(() -> slots.ask(caller, () -> {
            asked.countDown();
            try {
                assertTrue(end.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "held";
        }));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        return held;
    }
}

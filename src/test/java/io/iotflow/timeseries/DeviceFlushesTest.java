package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceFlushesTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Outbox outbox = new Outbox();
    private volatile long backlog;

    @AfterEach
    void end() {
        outbox.mayWrite.release(1_000);
        threads.shutdown();
    }

    /** Writes as many at once as the test lets it, each what was stored when it began. */
    private static final class Outbox implements DeviceFlushes.Waiting {

        final AtomicInteger stored = new AtomicInteger();
        final AtomicInteger written = new AtomicInteger();
        final AtomicInteger searches = new AtomicInteger();
        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();
        final Semaphore mayWrite = new Semaphore(0);
        volatile boolean tooMuch;
        volatile RuntimeException failure;

        @Override
        public boolean isWaiting(long device) {
            searches.incrementAndGet();
            return written.get() < stored.get();
        }

        @Override
        public boolean write(long device) {
            int now = stored.get();
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            begun.incrementAndGet();
            acquire();
            atOnce.decrementAndGet();
            if (failure != null) {
                throw failure;
            }
            if (!tooMuch) {
                written.accumulateAndGet(now, Math::max);
            }
            return !tooMuch;
        }

        private void acquire() {
            try {
                mayWrite.acquire();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void writesNothingOfADeviceThatHasNothingWaiting() {
        assertTrue(flushes(PATIENT).flush(1));
        assertEquals(0, outbox.begun.get());
    }

    @Test
    void writesWhatWaitsOnTheCallersThread() {
        outbox.stored.set(3);
        outbox.mayWrite.release();

        assertTrue(flushes(PATIENT).flush(1));
        assertEquals(3, outbox.written.get());
    }

    /** Those who come while one runs may have stored more since it began. */
    @Test
    void sharesTheNextFlushAmongThoseWhoComeWhileOneRuns() {
        DeviceFlushes flushes = flushes(PATIENT);
        outbox.stored.set(1);
        CompletableFuture<Integer> first = writtenAfterFlush(flushes, 1);
        soon().until(() -> outbox.begun.get() == 1);
        outbox.stored.set(2);
        List<CompletableFuture<Integer>> others = IntStream.range(0, 10)
                .mapToObj(i -> writtenAfterFlush(flushes, 1))
                .toList();
        soon().until(() -> outbox.searches.get() == 11);

        outbox.mayWrite.release();
        assertEquals(1, first.join());
        soon().until(() -> outbox.begun.get() == 2);
        outbox.mayWrite.release(10);

        others.forEach(it -> assertEquals(2, it.join(), "it reads what was stored before it asked"));
        assertTrue(outbox.begun.get() <= 3, "flushes: " + outbox.begun.get());
        assertEquals(1, outbox.mostAtOnce.get());
    }

    @Test
    void writesOfAFewDevicesAtOnce() {
        DeviceFlushes flushes = flushes(PATIENT);
        outbox.stored.set(1);
        List<CompletableFuture<Integer>> all = IntStream.range(0, 3 * DeviceFlushes.AT_ONCE)
                .mapToObj(i -> writtenAfterFlush(flushes, i))
                .toList();
        soon().until(() ->
                outbox.atOnce.get() == DeviceFlushes.AT_ONCE && outbox.searches.get() == 3 * DeviceFlushes.AT_ONCE);

        outbox.mayWrite.release(100);
        all.forEach(CompletableFuture::join);
        assertEquals(DeviceFlushes.AT_ONCE, outbox.mostAtOnce.get());
    }

    @Test
    void waitsForNobodyLongerThanItsPatience() {
        DeviceFlushes flushes = flushes(Duration.ofMillis(50));
        outbox.stored.set(1);
        List<CompletableFuture<Integer>> hanging = new ArrayList<>();
        for (int device = 0; device < DeviceFlushes.AT_ONCE; device++) {
            hanging.add(writtenAfterFlush(flushes, device));
        }
        soon().until(() -> outbox.atOnce.get() == DeviceFlushes.AT_ONCE);

        assertFalse(flushes.flush(0), "behind one of its own device");
        assertFalse(flushes.flush(100), "behind those of other devices");

        outbox.mayWrite.release(100);
        hanging.forEach(CompletableFuture::join);
        outbox.stored.set(2);
        assertTrue(flushes.flush(0), "nothing of them is left");
        assertTrue(flushes.flush(100));
    }

    @Test
    void isFalseWhereItIsTooMuchForAQuery() {
        outbox.stored.set(1);
        outbox.tooMuch = true;
        outbox.mayWrite.release();
        assertFalse(flushes(PATIENT).flush(1));

        backlog = DeviceFlushes.MAX_BACKLOG_TO_SEARCH + 1;
        assertFalse(flushes(PATIENT).flush(1));
        assertEquals(1, outbox.searches.get(), "a long backlog is not searched");
    }

    @Test
    void failsForTheQueryThatWritesAndIsFalseForThoseWhoShareIt() {
        DeviceFlushes flushes = flushes(PATIENT);
        outbox.stored.set(1);
        CompletableFuture<Integer> first = writtenAfterFlush(flushes, 1);
        soon().until(() -> outbox.begun.get() == 1);
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> flushes.flush(1), threads);
        soon().until(() -> outbox.searches.get() == 2);
        CompletableFuture<Boolean> third = CompletableFuture.supplyAsync(() -> flushes.flush(1), threads);
        soon().until(() -> outbox.searches.get() == 3);

        outbox.failure = new NoAnswer("InfluxDB is away");
        outbox.mayWrite.release(3);

        assertEquals(
                NoAnswer.class,
                assertThrows(CompletionException.class, first::join).getCause().getClass());
        long failed = List.of(second, third).stream()
                .filter(it ->
                        it.handle((done, failure) -> failure != null || !done).join())
                .count();
        assertEquals(2, failed);
    }

    private DeviceFlushes flushes(Duration patience) {
        return new DeviceFlushes(outbox, () -> backlog, patience);
    }

    private CompletableFuture<Integer> writtenAfterFlush(DeviceFlushes flushes, long device) {
        return CompletableFuture.supplyAsync(
                () -> {
                    assertTrue(flushes.flush(device));
                    return outbox.written.get();
                },
                threads);
    }
}

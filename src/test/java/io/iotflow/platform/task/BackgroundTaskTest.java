package io.iotflow.platform.task;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackgroundTaskTest {

    private static final Duration FOR_EVER = Duration.ofDays(100_000);
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Tag TAG = new Tag("task", "sample");

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final TestMetrics metrics = new TestMetrics();
    private final BackgroundTasks tasks =
            new BackgroundTasks(executor, metrics.registry(), Clock.fixed(NOW, ZoneOffset.UTC));
    private final Semaphore turns = new Semaphore(0);
    private final Logger logger = Logger.getLogger("io.iotflow.platform.task");
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.FINE);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        tasks.close();
        executor.shutdownNow();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    @Test
    void takesOneTurnAfterTheOther() throws InterruptedException {
        task(() -> Duration.ZERO).start();

        assertTurns(100);
    }

    @Test
    void takesNoTurnBeforeItIsStarted() {
        BackgroundTask task = task(() -> FOR_EVER);
        task.wake();

        assertEquals(0, turns.availablePermits());
    }

    @Test
    void startsOnce() throws InterruptedException {
        BackgroundTask task = task(() -> FOR_EVER);
        task.start();
        task.start();
        assertTurns(1);

        task.close();
        assertEquals(0, turns.availablePermits());
    }

    @Test
    void aWakeEndsThePause() throws InterruptedException {
        BackgroundTask task = task(() -> FOR_EVER);
        task.start();
        assertTurns(1);

        task.wake();
        assertTurns(1);
    }

    @Test
    void aWakeEndsTheFirstPause() throws InterruptedException {
        BackgroundTask task = task(() -> FOR_EVER);
        task.start(FOR_EVER);

        task.wake();
        assertTurns(1);
    }

    @Test
    void aWakeDuringATurnMeansOneMore() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(1);
        BackgroundTask task = task(() -> {
            woken.await();
            return FOR_EVER;
        });
        task.start();
        assertTurns(1);

        task.wake();
        woken.countDown();
        assertTurns(1);
    }

    @Test
    void goesOnAfterAnythingThatIsThrown() throws InterruptedException {
        List<Throwable> failures =
                List.of(new IllegalStateException("state"), new Exception("checked"), new AssertionError("error"));
        AtomicInteger next = new AtomicInteger();
        task(() -> {
                    if (next.get() < failures.size()) {
                        sneak(failures.get(next.getAndIncrement()));
                    }
                    return FOR_EVER;
                })
                .start();

        assertTurns(4);
        assertEquals(3, metrics.count("iotflow_task_failures", TAG));
    }

    @Test
    void backsOffAfterAFailureThoughItIsWoken() throws InterruptedException {
        BackgroundTask task = tasks.task("sample", "it does not work", new BackOff(FOR_EVER, FOR_EVER), () -> {
            turns.release();
            throw new IllegalStateException("broken");
        });
        task.start();
        assertTurns(1);

        task.wake();
        assertFalse(turns.tryAcquire(100, TimeUnit.MILLISECONDS)); // a busy machine cannot make this fail
    }

    @Test
    void isLoudOnceWhileItFailsAndSaysWhenItWorksAgain() throws InterruptedException {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        BackgroundTask task = task(() -> {
            if (isBroken.get()) {
                throw new IllegalStateException("broken");
            }
            return FOR_EVER;
        });
        task.start();
        assertTurns(3);
        isBroken.set(false);
        await().until(() -> logged.stream().anyMatch(it -> it.getMessage().contains("works again")));

        assertEquals(
                1, logged.stream().filter(it -> it.getLevel() == Level.WARNING).count());
        LogRecord first = logged.get(0);
        assertEquals(Level.WARNING, first.getLevel());
        assertTrue(first.getMessage().startsWith("it does not work (task sample: "), first.getMessage());
        assertEquals("broken", first.getThrown().getMessage());
        assertEquals(Level.FINE, logged.get(1).getLevel());
    }

    @Test
    void isLoudAgainWhenItFailsInAnotherWay() throws InterruptedException {
        List<String> causes = List.of("refused", "refused", "away");
        AtomicInteger next = new AtomicInteger();
        task(() -> {
                    if (next.get() < causes.size()) {
                        throw new TurnFailed(causes.get(next.getAndIncrement()), null);
                    }
                    return FOR_EVER;
                })
                .start();
        assertTurns(4);

        assertEquals(
                List.of(Level.WARNING, Level.FINE, Level.WARNING),
                logged.stream().limit(3).map(LogRecord::getLevel).toList());
        assertTrue(logged.get(2).getMessage().contains("(task sample: away); next attempt in "));
    }

    @Test
    void goesOnAfterAFailureThatSaysNothing() throws InterruptedException {
        List<TurnFailed> failures =
                List.of(new TurnFailed(null, new IllegalStateException()), new TurnFailed(null, null));
        AtomicInteger next = new AtomicInteger();
        task(() -> {
                    if (next.get() < failures.size()) {
                        throw failures.get(next.getAndIncrement());
                    }
                    return FOR_EVER;
                })
                .start();

        assertTurns(3);
        assertTrue(logged.get(0).getMessage().contains("java.lang.IllegalStateException"));
    }

    @Test
    void takesThePauseThatTheFailureAsksFor() throws InterruptedException {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        BackgroundTask task = tasks.task("sample", "it does not work", new BackOff(FOR_EVER, FOR_EVER), () -> {
            turns.release();
            if (isBroken.getAndSet(false)) {
                throw new TurnFailed("busy", null, Duration.ofMillis(1));
            }
            return FOR_EVER;
        });
        task.start();

        assertTurns(2);
    }

    @Test
    void isLoudAgainAfterASuccess() {
        AtomicInteger turn = new AtomicInteger();
        task(() -> {
                    if (turn.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("broken");
                    }
                    return Duration.ZERO;
                })
                .start();

        await().until(() ->
                logged.stream().filter(it -> it.getLevel() == Level.WARNING).count() > 1);
    }

    @Test
    void showsWhenItLastSucceeded() {
        BackgroundTask task = task(() -> FOR_EVER);
        task.start(FOR_EVER);
        assertEquals(0, metrics.value("iotflow_task_last_success_timestamp_seconds", TAG));

        task.wake();
        await().until(
                        () -> metrics.value("iotflow_task_last_success_timestamp_seconds", TAG),
                        it -> it == NOW.getEpochSecond());
    }

    @Test
    void closingEndsThePause() throws InterruptedException {
        BackgroundTask task = task(() -> FOR_EVER);
        task.start();
        assertTurns(1);
        task.close();

        executor.shutdown();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void closingWaitsForTheTurnAndLetsItFinish() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        BackgroundTask[] task = new BackgroundTask[1];
        task[0] = task(() -> {
            begun.countDown();
            await().until(task[0]::isClosing);
            finished.set(true);
            return Duration.ZERO;
        });
        task[0].start();
        begun.await();

        task[0].close();
        assertTrue(finished.get());
        assertEquals(1, turns.availablePermits());
    }

    @Test
    void closingInterruptsATurnThatDoesNotEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        BackgroundTask task = task(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return Duration.ZERO;
        });
        task.start();
        begun.await();

        task.close();
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
        assertEquals(0, metrics.count("iotflow_task_failures", TAG));
    }

    @Test
    void aTurnMayCloseItsTask() throws InterruptedException {
        BackgroundTask[] task = new BackgroundTask[1];
        task[0] = task(() -> {
            task[0].close();
            return Duration.ZERO;
        });
        task[0].start();
        assertTurns(1);

        executor.shutdown();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
        assertEquals(0, turns.availablePermits());
    }

    @Test
    void doesNotStartAfterItIsClosed() {
        BackgroundTask task = task(() -> FOR_EVER);
        task.close();
        task.start();

        executor.shutdown();
        assertTrue(executor.isTerminated());
        assertEquals(0, turns.availablePermits());
    }

    @Test
    void allAreClosedTheYoungestFirst() {
        List<String> closed = new CopyOnWriteArrayList<>();
        for (String name : List.of("older", "younger")) {
            CountDownLatch begun = new CountDownLatch(1);
            BackgroundTask[] task = new BackgroundTask[1];
            task[0] = tasks.task(name, "it does not work", () -> {
                begun.countDown();
                await().until(task[0]::isClosing);
                closed.add(name);
                return Duration.ZERO;
            });
            task[0].start();
            await().until(() -> begun.getCount() == 0);
        }

        tasks.close();
        assertEquals(List.of("younger", "older"), closed);
        assertFalse(logged.stream().anyMatch(it -> it.getLevel() == Level.WARNING));
    }

    private BackgroundTask task(BackgroundTask.Body body) {
        BackOff backOff = new BackOff(Duration.ofMillis(1), Duration.ofMillis(1));
        return tasks.task("sample", "it does not work", backOff, () -> {
            turns.release();
            return body.run();
        });
    }

    private void assertTurns(int expected) throws InterruptedException {
        assertTrue(turns.tryAcquire(expected, 10, TimeUnit.SECONDS));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }
}

package io.iotflow.platform.task;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * One loop for the application's life: a body that takes turns, each followed by the pause that it returned. A turn that
 * throws is logged (loudly once, then at FINE until it succeeds or fails in another way), counted in {@code iotflow_task_failures_total}, and
 * tried again after a back-off; the loop never ends by it. The task keeps one thread: the server looks up services for
 * each submission, which a hot loop would feel.
 */
public final class BackgroundTask implements AutoCloseable {

    /** One turn. */
    @FunctionalInterface
    public interface Body {

        /**
         * Does what is to be done now.
         *
         * @return the pause until the next turn, unless {@link BackgroundTask#wake} comes first; zero for none
         * @throws Exception of any type: the turn has failed and is tried again after a back-off
         */
        Duration run() throws Exception;
    }

    /**
     * The pause of a task that is woken when there is something to do; it looks now and then all the same, so that its
     * last success tells that it is alive.
     */
    public static final Duration UNTIL_WOKEN = Duration.ofSeconds(10);

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final String name;
    private final String onFailure;
    private final BackOff backOff;
    private final Body body;
    private final ExecutorService executor;
    private final Clock clock;
    private final Logger log;
    private final MetricRegistry metrics;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean woken;
    private volatile boolean closing;
    private volatile long lastSuccess;
    private Counter failures; // by the lock, and of the loop's thread
    private Future<?> loop; // by the lock
    private Thread thread; // by the lock
    private String lastFailure; // in a row; of the loop's thread

    BackgroundTask(
            String name,
            String onFailure,
            BackOff backOff,
            Body body,
            ExecutorService executor,
            MetricRegistry metrics,
            Clock clock) {
        this.name = name;
        this.onFailure = onFailure;
        this.backOff = backOff;
        this.body = body;
        this.executor = executor;
        this.clock = clock;
        this.log = Logger.getLogger(body.getClass().getPackageName()); // a lambda is in the package of its class
        this.metrics = metrics;
    }

    /** Starts with a turn at once; does nothing when it is started or closed already. */
    public void start() {
        start(Duration.ZERO);
    }

    /** Starts with a pause, which {@link #wake} ends. */
    public void start(Duration firstPause) {
        lock.lock();
        try {
            if (loop == null && !closing) {
                Tag tag = new Tag("task", name); // one that is not in use shows nothing
                failures = metrics.counter("iotflow_task_failures", tag);
                metrics.gauge("iotflow_task_last_success_timestamp_seconds", this, it -> it.lastSuccess, tag);
                loop = executor.submit(() -> loop(firstPause));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Requests a turn at once, or for one more after the present one. While the task backs off after a failure it comes
     * at the end of the back-off. Cheap enough for every message.
     */
    public void wake() {
        if (woken) {
            return;
        }
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is to end; a long turn looks now and then. */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Ends the loop: a pause at once, a turn after two seconds at the latest, then by an interrupt. Returns when the loop
     * has ended, or after three seconds. A body that waits in a way of its own ends that wait itself before this.
     */
    @Override
    public void close() {
        Future<?> running;
        boolean waits;
        lock.lock();
        try {
            closing = true;
            changed.signal();
            running = loop;
            waits = thread != null && thread != Thread.currentThread();
        } finally {
            lock.unlock();
        }
        if (running == null || waits && hasEnded(GRACE)) {
            return;
        }
        running.cancel(waits);
        if (waits && !hasEnded(AFTER_INTERRUPT)) {
            log.warning(() -> "the task " + name + " does not end");
        }
    }

    private boolean hasEnded(Duration wait) {
        try {
            return ended.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void loop(Duration firstPause) {
        lock.lock();
        try {
            thread = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            pause(firstPause, true);
            while (!closing) {
                turn();
            }
        } catch (InterruptedException e) { // by close, or by a server that stops
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void turn() throws InterruptedException {
        Duration pause;
        try {
            pause = body.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // whatever it is, the loop must not end
            pause(failed(e), false);
            return;
        }
        succeeded();
        pause(pause, true);
    }

    private void succeeded() {
        lastSuccess = clock.instant().getEpochSecond();
        backOff.reset();
        if (lastFailure != null) {
            lastFailure = null;
            log.info(() -> "the task " + name + " works again");
        }
    }

    private Duration failed(Throwable failure) {
        Optional<Duration> wanted = failure instanceof TurnFailed known ? known.pause() : Optional.empty();
        Duration pause = wanted.orElseGet(backOff::next);
        if (!closing) { // else it is the end of what it used, or our interrupt
            failures.inc();
            log.log(
                    loudness(failure),
                    failure,
                    () -> onFailure + " (task " + name + ": " + text(failure) + "); next attempt in " + pause.toMillis()
                            + " ms");
        }
        return pause;
    }

    /** Loud the first time, and when it fails in another way than before. */
    private Level loudness(Throwable failure) {
        String kind = failure instanceof TurnFailed known
                ? known.getMessage()
                : failure.getClass().getName();
        Level level = kind.equals(lastFailure) ? Level.FINE : Level.WARNING;
        lastFailure = kind;
        return level;
    }

    private static String text(Throwable failure) {
        return failure instanceof TurnFailed known ? known.getMessage() : failure.toString();
    }

    private void pause(Duration pause, boolean isWakeable) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = nanos(pause);
            while (nanos > 0 && !closing && !(isWakeable && woken)) {
                nanos = changed.awaitNanos(nanos);
            }
            woken = false; // before the turn: who wakes it from now on means one more
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(Duration pause) {
        return pause.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE : pause.toNanos();
    }
}

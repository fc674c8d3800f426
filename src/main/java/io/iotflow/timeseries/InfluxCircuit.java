package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.platform.problem.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * Keeps queries from waiting for an InfluxDB that does not answer. It opens when a question fails and none has been
 * answered since that one began; then nobody asks for a while, and after it one query tries. Until it opens, no more
 * queries wait than may ask at once.
 */
final class InfluxCircuit {

    /** How many may ask at once: more make InfluxDB no faster. */
    static final int AT_ONCE = 16;

    static final Duration OPEN = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(InfluxCircuit.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** With these it takes no questions at all; another 5xx may be about one of them. */
    private static final Set<Integer> TAKES_NONE = Set.of(401, 403, 404, 408, 429, 502, 503, 504);

    private final BooleanSupplier isReachable;
    private final Duration patience;
    private final InstantSource clock;
    private final Semaphore asking = new Semaphore(AT_ONCE, true);
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile Instant answered = Instant.MIN;
    private volatile Instant openUntil; // null while closed; written under the lock

    /** @param isReachable whether anything answers there at all, which is quickly known; asked before a query tries */
    InfluxCircuit(BooleanSupplier isReachable) {
        this(isReachable, PATIENCE, InstantSource.system());
    }

    /** @param patience how long a query waits for its turn while nobody is answered */
    InfluxCircuit(BooleanSupplier isReachable, Duration patience, InstantSource clock) {
        this.isReachable = isReachable;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Asks InfluxDB.
     *
     * @throws NoAnswer when it does not answer, or is not asked
     * @throws InfluxException when it says that the question is wrong
     */
    <T> T ask(Supplier<T> question) {
        boolean tries = requireClosed();
        awaitTurn();
        Instant begin = clock.instant();
        try {
            if (openUntil != null && !tries) {
                throw new NoAnswer("InfluxDB did not answer meanwhile");
            }
            T answer = question.get();
            answered();
            return answer;
        } catch (InfluxException e) {
            throw failed(begin, e);
        } finally {
            asking.release();
        }
    }

    /** Whether it is open and this is the question that tries. */
    private boolean requireClosed() {
        if (openUntil == null) {
            return false;
        }
        if (!mayTry() || !isReachable.getAsBoolean()) {
            throw new NoAnswer("InfluxDB did not answer a moment ago");
        }
        return true;
    }

    /** One at a time; the next one when this one's attempt must be over, or says that it failed. */
    private synchronized boolean mayTry() {
        Instant now = clock.instant();
        if (openUntil != null && now.isBefore(openUntil)) {
            return false;
        }
        openUntil = openUntil == null ? null : now.plus(OPEN);
        return true;
    }

    private void awaitTurn() {
        try {
            Instant begin = clock.instant();
            while (!asking.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!answered.isAfter(begin)) {
                    openUnlessReachable();
                    throw new NoAnswer("InfluxDB answers nobody");
                }
                begin = clock.instant();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted");
        }
    }

    /** As many as may ask do, and nobody is answered: InfluxDB hangs, or is busy with questions that take long. */
    private void openUnlessReachable() {
        if (probing.compareAndSet(false, true)) {
            try {
                if (!isReachable.getAsBoolean()) {
                    open("it hangs");
                }
            } finally {
                probing.set(false);
            }
        }
    }

    private void answered() {
        answered = clock.instant();
        if (openUntil != null) {
            close();
        }
    }

    private synchronized void close() {
        openUntil = null;
        LOG.info("InfluxDB answers queries again");
    }

    private RuntimeException failed(Instant begin, InfluxException failure) {
        if (WriteOutcome.of(failure) == WriteOutcome.BISECT) {
            answered();
            return failure;
        }
        if (isAway(failure) && !answered.isAfter(begin)) {
            open(failure.status() == 0 ? failure.getMessage() : "HTTP " + failure.status());
        }
        return new NoAnswer(failure);
    }

    private static boolean isAway(InfluxException failure) {
        return TAKES_NONE.contains(failure.status()) || failure.status() == 0 && failure.getCause() != null; // I/O
    }

    private synchronized void open(String why) {
        if (openUntil == null) {
            LOG.warning(() -> OneLine.of("InfluxDB does not answer queries (" + why + "): PostgreSQL answers them"));
        }
        openUntil = clock.instant().plus(OPEN);
    }
}

package io.iotflow.timeseries;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Writes what waits of a device when a query about it comes, on the query's own thread. Queries that come while a flush of
 * their device runs share the next one: the running one may have read before the caller's point was stored.
 */
final class DeviceFlushes {

    /** A longer backlog is not searched for one device's points. */
    static final long MAX_BACKLOG_TO_SEARCH = 500_000;

    /** How many run at once: each holds a connection to PostgreSQL while InfluxDB writes. */
    static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Waiting waiting;
    private final LongSupplier backlog;
    private final Duration patience;
    private final Semaphore running = new Semaphore(AT_ONCE, true);
    private final ConcurrentMap<Long, Flush> newest = new ConcurrentHashMap<>();

    DeviceFlushes(Waiting waiting, LongSupplier backlog) {
        this(waiting, backlog, PATIENCE);
    }

    /** @param patience how long a query waits for another one's flush, and for its turn */
    DeviceFlushes(Waiting waiting, LongSupplier backlog, Duration patience) {
        this.waiting = waiting;
        this.backlog = backlog;
        this.patience = patience;
    }

    /** What waits of a device, which is named by its row id. */
    interface Waiting {

        /** Whether something does, on any node. */
        boolean isWaiting(long device);

        /** Writes it; false when that is too much for a query, or must not be done now. */
        boolean write(long device);
    }

    /** One flush; others join it until it begins. */
    private static final class Flush {

        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private CompletableFuture<Boolean> before = CompletableFuture.completedFuture(true);
        private boolean begun; // guarded by the map's entry

        private Flush after(Flush running) {
            if (running != null) {
                before = running.done;
            }
            return this;
        }
    }

    /**
     * Whether InfluxDB has all of the device that was stored before the call; if not, only PostgreSQL does.
     *
     * @throws RuntimeException what writing throws to the query whose thread it is on
     */
    boolean flush(long device) {
        if (backlog.getAsLong() > MAX_BACKLOG_TO_SEARCH) {
            return false;
        }
        if (!waiting.isWaiting(device)) {
            return true;
        }
        Flush mine = new Flush();
        Flush joined = newest.compute(device, (id, last) -> last == null || last.begun ? mine.after(last) : last);
        try {
            return joined == mine ? lead(device, mine) : isDone(joined.done) && joined.done.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean lead(long device, Flush flush) throws InterruptedException {
        boolean written = false;
        try {
            if (isDone(flush.before) && running.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    begin(device, flush);
                    written = waiting.write(device);
                } finally {
                    running.release();
                }
            }
            return written;
        } finally {
            end(device, flush, written);
        }
    }

    private void begin(long device, Flush flush) {
        newest.computeIfPresent(device, (id, last) -> {
            flush.begun = true;
            return last;
        });
    }

    private void end(long device, Flush flush, boolean written) {
        newest.remove(device, flush);
        flush.done.complete(written);
    }

    private boolean isDone(CompletableFuture<Boolean> flush) throws InterruptedException {
        try {
            flush.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // a flush completes with a value only
        }
    }
}

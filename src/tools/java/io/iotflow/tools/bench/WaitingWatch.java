package io.iotflow.tools.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** How many messages the broker has acknowledged to their devices that are not committed yet, all the time. */
final class WaitingWatch implements AutoCloseable {

    private static final long PAUSE_NANOS = 200_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Store store;
    private final Load load;
    private final long usual;
    private final Thread thread = new Thread(this::run, "waiting-watch");
    private long begin = System.nanoTime();
    private long most;
    private long lastUnusual = begin;
    private volatile long now;
    private volatile boolean stopping;

    /** @param usual what waits where all is well, at most */
    WaitingWatch(DataSource database, Load load, long usual) throws SQLException {
        this.store = new Store(database);
        this.load = load;
        this.usual = usual;
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins a step, when what waited before is committed, or after a minute. */
    void begin() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (now > usual && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        restart();
    }

    private synchronized void restart() {
        begin = System.nanoTime();
        lastUnusual = begin;
        most = 0;
    }

    /** The most that waited at once since the step began. */
    synchronized long most() {
        return most;
    }

    /** From the begin of the step until no more than usual waited, for good. */
    synchronized Duration settled() {
        return Duration.ofNanos(lastUnusual - begin);
    }

    private void run() {
        try {
            while (!stopping) {
                long acknowledged = load.acknowledgedCount(); // first: what comes meanwhile does not wait
                see(acknowledged - store.count(load.plan.measurement()));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            if (!stopping) {
                System.err.println("The bench can no longer count what is committed: " + e.getMessage());
            }
        }
    }

    private synchronized void see(long waiting) {
        now = waiting;
        most = Math.max(most, waiting);
        if (waiting > usual) {
            lastUnusual = System.nanoTime();
        }
    }

    @Override
    public void close() {
        stopping = true;
        Threads.join(thread);
        store.close();
    }
}

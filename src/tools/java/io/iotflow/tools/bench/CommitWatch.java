package io.iotflow.tools.bench;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Follows the commits of a load while it runs, and holds the load to a bounded number of messages that are sent and not
 * yet committed. Without that bound publishers fill the broker's queue as fast as it takes them, and the time until a
 * message is visible says only for how long they did.
 */
final class CommitWatch implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;
    private static final int RECOUNT_AFTER = 50;

    private final Store store;
    private final Load load;
    private final String measurement;
    private final long backlog;
    private final Thread thread = new Thread(this::run, "commit-watch");
    private volatile long committed;
    private volatile boolean stopping;

    /** @param backlog 0 = no bound */
    CommitWatch(DataSource database, Load load, long backlog) throws SQLException {
        this.store = Store.preferringIndexes(database);
        this.load = load;
        this.measurement = load.plan.measurement();
        this.backlog = backlog;
        if (backlog > 0) {
            load.allow(backlog);
        }
        thread.setDaemon(true);
        thread.start();
    }

    long committed() {
        return committed;
    }

    long backend() {
        return store.backend();
    }

    private void run() {
        try {
            long lastId = 0;
            int unchanged = 0;
            while (!stopping) {
                Store.Commits commits = store.commitsAfter(lastId, measurement);
                lastId = commits.lastId();
                unchanged = commits.count() == 0 ? unchanged + 1 : 0;
                // A row that was delivered again has moved to a new id and is counted twice: count anew when in doubt.
                committed = unchanged == RECOUNT_AFTER ? store.count(measurement) : committed + commits.count();
                if (backlog > 0) {
                    load.allow(committed + backlog);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            if (!stopping) {
                System.err.println("The bench can no longer follow the commits: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        Threads.join(thread);
        store.close();
    }
}

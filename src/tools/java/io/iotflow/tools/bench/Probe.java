package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;

/**
 * How long a message takes from its device to PostgreSQL: a device of its own sends at a fixed rate on the same way as
 * the load, and PostgreSQL is asked all the time for its rows. Time counts from when a message was due, so a probe that
 * could not be sent in time is late as well.
 */
final class Probe implements AutoCloseable {

    static final String MEASUREMENT = "probe";
    static final int PER_SECOND = 20;

    private static final long POLL_NANOS = 2_000_000;

    private final Load load;
    private final Store store;
    private final long base;
    private final Map<Long, Long> seenAt = new ConcurrentHashMap<>();
    private final Thread poller = new Thread(this::poll, "probe-poller");
    private volatile boolean stopping;

    /** @param load one device, {@link #MEASUREMENT}, {@link #PER_SECOND} messages a second */
    Probe(DataSource database, Load load) throws SQLException {
        this.load = load;
        this.store = Store.preferringIndexes(database);
        this.base = load.plan.base().toEpochMilli();
        poller.setDaemon(true);
        poller.start();
    }

    /** Over HTTP a connection waits for its answer, so that the rate needs several. */
    static LoadPlan plan(RegisteredDevice device, int connections) {
        return LoadPlan.of(List.of(device), MEASUREMENT).withRate(PER_SECOND).withConnections(connections);
    }

    long backend() {
        return store.backend();
    }

    private void poll() {
        try {
            long device = store.deviceRow(load.plan.devices().get(0).deviceId());
            long seenUpTo = -1; // several connections may overtake each other
            while (!stopping) {
                List<Long> times = store.timesAfter(base + seenUpTo, device);
                long now = System.nanoTime();
                times.forEach(time -> seenAt.putIfAbsent(time - base, now));
                while (seenAt.containsKey(seenUpTo + 1)) {
                    seenUpTo++;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        } catch (SQLException e) {
            if (!stopping) {
                System.err.println("The probe can no longer see its rows: " + e.getMessage());
            }
        }
    }

    /** Microseconds from due to visible of the probes that were due in this span of {@link System#nanoTime}. */
    Histogram latencies(long from, long to) {
        Histogram histogram = new Histogram(3_600_000_000L, 3);
        seenAt.forEach((number, at) -> {
            long due = load.due(number);
            if (due >= from && due < to) {
                histogram.recordValue(Math.max(0, (at - due) / 1_000));
            }
        });
        return histogram;
    }

    /** Sends no more, and waits until what was acknowledged is visible. */
    void finish() {
        load.stop();
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (seenAt.size() < load.acknowledgedCount() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10 * POLL_NANOS);
        }
    }

    @Override
    public void close() {
        load.stop();
        stopping = true;
        Threads.join(poller);
        store.close();
    }
}

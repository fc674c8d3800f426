package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.platform.database.Sql;
import io.iotflow.quarantine.Quarantine;
import io.iotflow.telemetry.store.Flow;
import io.iotflow.telemetry.store.MessageFlow;
import io.iotflow.telemetry.store.Outbox;
import io.iotflow.telemetry.store.StoredPoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One batch from the outbox to InfluxDB in one transaction: claimed, read, written, removed. When the write fails, the
 * transaction ends without a trace and the batch is free again, for this node or another.
 */
@Singleton
class Forwarder implements BatchWriter.Batches, DeviceFlushes.Waiting {

    private final Sql sql;
    private final Outbox outbox;
    private final Quarantine quarantine;
    private final InfluxConnection influx;
    private final MessageFlow flow;
    private final WriterMetrics metrics;

    @Inject
    Forwarder(
            Sql sql,
            Outbox outbox,
            Quarantine quarantine,
            InfluxConnection influx,
            MessageFlow flow,
            WriterMetrics metrics) {
        this.sql = sql;
        this.outbox = outbox;
        this.quarantine = quarantine;
        this.influx = influx;
        this.flow = flow;
        this.metrics = metrics;
    }

    /** Forwards about so many points and returns how many; 0 when nothing waits. */
    @Override
    public int forward(int points, boolean newestFirst) {
        return sql.inNewTransaction(() -> forwardNext(points, newestFirst));
    }

    private int forwardNext(int wanted, boolean newestFirst) {
        List<Outbox.Batch> batches = outbox.claim(wanted, newestFirst);
        if (batches.isEmpty()) {
            return 0;
        }
        if (batches.stream().anyMatch(Outbox.Batch::changesPoints)) {
            awaitWriters(); // they may have read these points before the change, and would write that after us
        }
        outbox.enterAsWriter();
        List<StoredPoint> points = outbox.read(batches);
        BisectingWriter.Left left = writer().write(points);
        if (!left.refusals().isEmpty()) {
            quarantine.keep(left.refusals());
            metrics.refused(left.refusals().size());
        }
        metrics.expired(left.expired());
        outbox.remove(batches);
        int queued = batches.stream().mapToInt(Outbox.Batch::points).sum();
        flow.count(Map.of(
                Flow.WRITTEN,
                (long) points.size() - left.refusals().size() - left.expired(),
                Flow.REFUSED_BY_INFLUXDB,
                (long) left.refusals().size(),
                Flow.EXPIRED_IN_INFLUXDB,
                (long) left.expired(),
                Flow.DELETED_BEFORE_WRITTEN,
                (long) queued - points.size()));
        return queued;
    }

    @Override
    public boolean isWaiting(long device) {
        return outbox.isWaiting(device);
    }

    /**
     * Writes what waits of one device, ahead of its batches; they will write it again, which does no harm. Not while a
     * delete waits for the writers: a query must not wait for them, too.
     */
    @Override
    public boolean write(long device) {
        return sql.inNewTransaction(() -> {
            if (!outbox.tryEnterAsWriter()) {
                return false;
            }
            List<StoredPoint> points = outbox.waitingOf(device);
            if (points.size() >= Outbox.MAX_POINTS_OF_DEVICE) {
                return false;
            }
            writer().write(points); // The refusals are kept when the batch's turn comes.
            return true;
        });
    }

    private BisectingWriter writer() {
        return new BisectingWriter(influx::write, this::retention);
    }

    /** A token that only writes does not see it: then nothing is known to be too old. */
    private Duration retention() {
        try {
            return influx.retention(influx.bucket());
        } catch (InfluxException e) {
            return Duration.ZERO;
        }
    }

    /** Returns when every write that began before is over, on every node. */
    void awaitWriters() {
        sql.inNewTransaction(() -> {
            outbox.awaitWriters();
            return null;
        });
    }

    @Override
    public Outbox.Backlog backlog() {
        return outbox.backlog();
    }
}

package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Quarantine;
import io.iotflow.telemetry.store.Outbox;
import io.iotflow.telemetry.store.StoredPoint;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.List;

/**
 * One batch from the outbox to InfluxDB in one transaction: claimed, read, written, removed. When the write fails, the
 * transaction ends without a trace and the batch is free again, for this node or another.
 */
@ApplicationScoped
class Forwarder implements BatchWriter.Batches {

    private final Outbox outbox;
    private final Quarantine quarantine;
    private final InfluxConnection influx;
    private final WriterMetrics metrics;

    protected Forwarder() { // CDI proxy
        this(null, null, null, null);
    }

    @Inject
    Forwarder(Outbox outbox, Quarantine quarantine, InfluxConnection influx, WriterMetrics metrics) {
        this.outbox = outbox;
        this.quarantine = quarantine;
        this.influx = influx;
        this.metrics = metrics;
    }

    /** Forwards about so many points and returns how many; 0 when nothing waits. */
    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public int forward(int points, boolean newestFirst) {
        outbox.enterAsWriter();
        List<Outbox.Batch> batches = outbox.claim(points, newestFirst);
        if (batches.isEmpty()) {
            return 0;
        }
        BisectingWriter.Left left = writer().write(outbox.read(batches));
        if (!left.refusals().isEmpty()) {
            quarantine.keep(left.refusals());
            metrics.refused(left.refusals().size());
        }
        metrics.expired(left.expired());
        outbox.remove(batches);
        return batches.stream().mapToInt(Outbox.Batch::points).sum();
    }

    /** Writes what waits of one device, ahead of its batches; they will write it again, which does no harm. */
    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public void forward(Device device) {
        outbox.enterAsWriter();
        List<StoredPoint> points = outbox.waitingOf(device.id());
        if (points.size() >= Outbox.MAX_POINTS_OF_DEVICE) {
            throw Problem.unavailable("This device's backlog is still being written.", Duration.ofSeconds(10), null);
        }
        writer().write(points); // refusals are kept when the batch's turn comes
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
    @Transactional(TxType.REQUIRES_NEW)
    void awaitWriters() {
        outbox.awaitWriters();
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Outbox.Backlog backlog() {
        return outbox.backlog();
    }
}

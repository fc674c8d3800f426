package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * InfluxDB answers, after the device's waiting points have been written: a client reads what it wrote. Where InfluxDB does
 * not answer, or does not have the points yet, the log does.
 */
final class InfluxTimeSeries implements TimeSeries {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final InfluxConnection influx;
    private final InfluxProbe probe;
    private final InfluxReader reader;
    private final InfluxCircuit circuit;
    private final DeviceFlushes flushes;
    private final PostgresTimeSeries log;
    private final Forwarder forwarder;

    InfluxTimeSeries(
            InfluxConnection influx,
            InfluxProbe probe,
            PostgresTimeSeries log,
            Forwarder forwarder,
            LongSupplier backlog) {
        this.influx = influx;
        this.probe = probe;
        this.reader = new InfluxReader(influx);
        this.circuit = new InfluxCircuit(probe::isReachable);
        this.flushes = new DeviceFlushes(new Guarded(), backlog);
        this.log = log;
        this.forwarder = forwarder;
    }

    @Override
    public PageReader range(TimeSeriesQuery query, Position position) {
        return new PageReader(query, position, new Slices(query), log::read);
    }

    @Override
    public NewestPoints latest(TimeSeriesQuery query) {
        try {
            flush(query.device());
            return new NewestPoints(ask(() -> reader.latest(query)), Source.INFLUXDB);
        } catch (NoAnswer e) {
            return log.latest(query);
        }
    }

    @Override
    public int delete(TimeSeriesQuery query) {
        int deleted = log.delete(query);
        try {
            // A write that read the rows before they were deleted would bring them back.
            forwarder.awaitWriters();
            influx.delete(query);
            return deleted;
        } catch (RuntimeException e) {
            throw unavailable("delete; part of the data is gone, so delete again when InfluxDB is back", e);
        }
    }

    @Override
    public StoreHealth health() {
        return probe.health();
    }

    /** What waits of a device, where writing it counts as a question. */
    private final class Guarded implements DeviceFlushes.Waiting {

        @Override
        public boolean isWaiting(Device device) {
            return forwarder.isWaiting(device);
        }

        @Override
        public boolean write(Device device) {
            return ask(() -> forwarder.write(device));
        }
    }

    /** One query's slices; what is needed once for all is done with the first. */
    private final class Slices implements PageReader.Store {

        private final TimeSeriesQuery query;
        private boolean prepared;
        private boolean numbersOnly;

        Slices(TimeSeriesQuery query) {
            this.query = query;
        }

        @Override
        public void read(TimeSeriesQuery slice, Page page) {
            if (!prepared) {
                flush(query.device());
                numbersOnly = query.windows()
                                .filter(it -> !it.function().takesAnything())
                                .isPresent()
                        && ask(() -> reader.hasOtherThanNumbers(query));
                prepared = true;
            }
            ask(() -> {
                if (slice.windows().isPresent()) {
                    reader.readWindows(slice, numbersOnly, page);
                } else {
                    reader.read(slice, page);
                }
                return page;
            });
        }
    }

    private void flush(Device device) {
        if (!flushes.flush(device)) {
            throw new NoAnswer("points of the device still wait to be written");
        }
    }

    private <T> T ask(Supplier<T> question) {
        try {
            return circuit.ask(question);
        } catch (InfluxException e) {
            throw unavailable("answer", e);
        }
    }

    private Problem unavailable(String what, Exception cause) {
        return Problem.unavailable(
                "InfluxDB at " + influx.url() + " does not " + what + ". What devices send is kept meanwhile.",
                RETRY,
                cause);
    }
}

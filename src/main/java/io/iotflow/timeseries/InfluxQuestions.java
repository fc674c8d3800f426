package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The way of all questions to InfluxDB: through one circuit, and after what waits of their devices has been written, so that
 * a client reads what it wrote.
 */
@Singleton
class InfluxQuestions {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final InfluxConnection influx;
    private final InfluxCircuit circuit;
    private final DeviceFlushes flushes;

    @Inject
    InfluxQuestions(InfluxConnection influx, InfluxProbe probe, Forwarder forwarder, WriterMetrics metrics) {
        this(influx, probe, forwarder, metrics::backlog);
    }

    /** @param backlog how many points wait */
    InfluxQuestions(InfluxConnection influx, InfluxProbe probe, Forwarder forwarder, LongSupplier backlog) {
        this.influx = influx;
        this.circuit = new InfluxCircuit(probe::isReachable);
        this.flushes = new DeviceFlushes(new Guarded(forwarder), backlog);
    }

    /** What waits of a device, where writing it counts as a question. */
    private final class Guarded implements DeviceFlushes.Waiting {

        private final Forwarder forwarder;

        Guarded(Forwarder forwarder) {
            this.forwarder = forwarder;
        }

        @Override
        public boolean isWaiting(long device) {
            return forwarder.isWaiting(device);
        }

        @Override
        public boolean write(long device) {
            return ask(() -> forwarder.write(device));
        }
    }

    /**
     * Sees that InfluxDB has all of a device that was stored before the call.
     *
     * @throws NoAnswer when it has not, or does not answer
     */
    void flush(long device) {
        if (!flushes.flush(device)) {
            throw new NoAnswer("points of the device still wait to be written");
        }
    }

    /**
     * Asks; 503 where InfluxDB says that the question is wrong.
     *
     * @throws NoAnswer when it does not answer, or is not asked
     */
    <T> T ask(Supplier<T> question) {
        try {
            return circuit.ask(question);
        } catch (InfluxException e) {
            throw unavailable("answer", e);
        }
    }

    /** The same of a query, whose rows are handed over as they come. */
    void query(String flux, Consumer<FluxRow> rows) {
        ask(() -> {
            influx.query(flux, rows);
            return null;
        });
    }

    /** 503. */
    Problem unavailable(String what, Exception cause) {
        return Problem.unavailable(
                "InfluxDB at " + influx.url() + " does not " + what + ". What devices send is kept meanwhile.",
                RETRY,
                cause);
    }
}

package io.iotflow.timeseries;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.influxdb.exceptions.InfluxException;
import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.StoredTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** InfluxDB answers, after the device's waiting points have been written: a client reads what it wrote. */
final class InfluxTimeSeries implements TimeSeries {

    private static final Duration RETRY = Duration.ofSeconds(10);

    /** Anybody may ask, and a frozen InfluxDB answers late: one query at a time, its answer good for a moment. */
    private final LoadingCache<String, StoreHealth> health =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofSeconds(2)).build(store -> askHealth());

    private final InfluxConnection influx;
    private final InfluxReader reader;
    private final StoredTelemetry log;
    private final BatchWriter writer;
    private final Forwarder forwarder;

    InfluxTimeSeries(InfluxConnection influx, StoredTelemetry log, BatchWriter writer, Forwarder forwarder) {
        this.influx = influx;
        this.reader = new InfluxReader(influx);
        this.log = log;
        this.writer = writer;
        this.forwarder = forwarder;
    }

    @Override
    public PageReader range(TimeSeriesQuery query, Position position) {
        flush(query.device());
        if (query.windows().isEmpty()) {
            return new PageReader(
                    query,
                    position,
                    (slice, page) -> answer(() -> {
                        reader.read(slice, page);
                        return page;
                    }));
        }
        boolean numbersOnly =
                !query.windows().get().function().takesAnything() && answer(() -> reader.hasOtherThanNumbers(query));
        return new PageReader(
                query,
                position,
                (slice, page) -> answer(() -> {
                    reader.readWindows(slice, numbersOnly, page);
                    return page;
                }));
    }

    @Override
    public List<DataPoint> latest(TimeSeriesQuery query) {
        flush(query.device());
        return answer(() -> reader.latest(query));
    }

    @Override
    public int delete(TimeSeriesQuery query) {
        int deleted = log.delete(query.selection());
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
        return health.get("influxdb");
    }

    private StoreHealth askHealth() {
        try {
            var health = influx.health();
            String status =
                    health.getStatus() == null ? "fail" : health.getStatus().getValue();
            return StoreHealth.of(status, health.getMessage(), health.getVersion());
        } catch (RuntimeException e) {
            return StoreHealth.unreachable();
        }
    }

    private <T> T answer(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InfluxException e) {
            throw unavailable("answer", e);
        }
    }

    private void flush(Device device) {
        CompletableFuture<Void> flushed = writer.flush(device);
        try {
            flushed.get(influx.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("answer", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem ? problem : unavailable("answer", e);
        } catch (TimeoutException e) {
            flushed.cancel(false);
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

package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.FluxRecord;
import io.iotflow.problem.Problem;
import io.iotflow.telemetry.StoredTelemetry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** InfluxDB answers, after the device's waiting points have been written: a client reads what it wrote. */
final class InfluxTimeSeries implements TimeSeries {

    private static final Logger LOG = Logger.getLogger(InfluxTimeSeries.class.getName());
    private static final Set<String> COLUMNS = Set.of("result", "table");
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final InfluxConnection influx;
    private final StoredTelemetry log;
    private final BatchWriter writer;
    private final Forwarder forwarder;

    InfluxTimeSeries(InfluxConnection influx, StoredTelemetry log, BatchWriter writer, Forwarder forwarder) {
        this.influx = influx;
        this.log = log;
        this.writer = writer;
        this.forwarder = forwarder;
    }

    @Override
    public List<DataPoint> range(Question question, int limit) {
        flush(question);
        // Each table is in time order, so the oldest of all are among the oldest of each.
        return query(Flux.select(influx.bucket(), question) + "\n  |> limit(n: " + limit + ")")
                .limit(limit)
                .toList();
    }

    @Override
    public List<DataPoint> latest(Question question) {
        flush(question);
        return query(Flux.select(influx.bucket(), question) + "\n  |> last()").toList();
    }

    @Override
    public void delete(Question question) {
        log.delete(question.selection());
        // A write that read the rows before they were deleted would bring them back.
        forwarder.awaitWriters();
        try {
            influx.delete(question);
        } catch (InfluxException e) {
            throw unavailable("delete; part of the data is gone, delete again when InfluxDB is back", e);
        }
    }

    @Override
    public StoreHealth health() {
        try {
            var health = influx.health();
            String status = health.getStatus() == null ? "fail" : health.getStatus().getValue();
            return StoreHealth.of(status, health.getMessage(), health.getVersion());
        } catch (RuntimeException e) {
            return StoreHealth.unreachable(influx.url());
        }
    }

    private void flush(Question question) {
        try {
            writer.flush(question.device()).get(influx.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("take the device's waiting points", e);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable("take the device's waiting points", e);
        }
    }

    private Stream<DataPoint> query(String flux) {
        try {
            return influx.query(flux).stream()
                    .flatMap(table -> table.getRecords().stream())
                    .map(InfluxTimeSeries::dataPoint)
                    .sorted(DataPoint.ORDER);
        } catch (InfluxException e) {
            throw unavailable("answer", e);
        }
    }

    private static DataPoint dataPoint(FluxRecord row) {
        Map<String, String> tags = new LinkedHashMap<>();
        row.getValues().forEach((column, value) -> {
            if (!column.startsWith("_") && !COLUMNS.contains(column) && value != null) {
                tags.put(column, value.toString());
            }
        });
        return new DataPoint(row.getTime(), row.getMeasurement(), row.getField(), row.getValue(), tags);
    }

    private Problem unavailable(String what, Exception cause) {
        LOG.log(Level.FINE, cause, () -> "InfluxDB did not " + what);
        return Problem.unavailable(
                "InfluxDB at " + influx.url() + " does not " + what + ". What devices send is kept meanwhile.",
                RETRY,
                cause);
    }
}

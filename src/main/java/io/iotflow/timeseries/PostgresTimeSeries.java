package io.iotflow.timeseries;

import io.iotflow.telemetry.StoredPoint;
import io.iotflow.telemetry.StoredTelemetry;
import java.util.List;
import java.util.stream.Stream;

/** The log itself answers: the embedded default, and a real mode for small sites. */
final class PostgresTimeSeries implements TimeSeries {

    private final StoredTelemetry log;

    PostgresTimeSeries(StoredTelemetry log) {
        this.log = log;
    }

    @Override
    public List<DataPoint> range(Question question, int limit) {
        return dataPoints(log.range(question.selection(), limit)).limit(limit).toList();
    }

    @Override
    public List<DataPoint> latest(Question question) {
        return dataPoints(log.latest(question.selection())).toList();
    }

    private static Stream<DataPoint> dataPoints(List<StoredPoint> rows) {
        return rows.stream().flatMap(PostgresTimeSeries::fields).sorted(DataPoint.ORDER);
    }

    private static Stream<DataPoint> fields(StoredPoint row) {
        return row.fields().entrySet().stream()
                .map(it -> new DataPoint(row.time(), row.measurement(), it.getKey(), it.getValue(), row.tags()));
    }

    @Override
    public void delete(Question question) {
        log.delete(question.selection());
    }

    @Override
    public StoreHealth health() {
        return StoreHealth.disabled();
    }
}

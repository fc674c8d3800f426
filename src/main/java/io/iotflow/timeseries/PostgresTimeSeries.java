package io.iotflow.timeseries;

import io.iotflow.telemetry.store.StoredPoint;
import io.iotflow.telemetry.store.StoredTelemetry;
import io.iotflow.telemetry.store.TimeOrdered;
import io.iotflow.telemetry.store.WindowQuery;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The log itself answers: the embedded default, and a real mode for small sites. */
final class PostgresTimeSeries implements TimeSeries {

    private final StoredTelemetry log;
    private final TimeOrdered ordered;
    private final Duration timeout;

    PostgresTimeSeries(StoredTelemetry log, TimeOrdered ordered, QuerySettings settings) {
        this.log = log;
        this.ordered = ordered;
        this.timeout = settings.timeout;
    }

    @Override
    public PageReader range(TimeSeriesQuery query, Position position) {
        return new PageReader(query, position, this::read);
    }

    void read(TimeSeriesQuery slice, Page page) {
        Consumer<StoredPoint> into = row -> row.fields().forEach((field, value) -> {
            if (slice.wants(field)) {
                page.add(new DataPoint(row.time(), row.measurement(), field, value, row.tags()));
            }
        });
        if (slice.windows().isPresent()) {
            Windows windows = slice.windows().get();
            ordered.windows(
                    slice.selection(),
                    new WindowQuery(windows.function(), windows.micros(), slice.fields()),
                    timeout,
                    into);
            return;
        }
        // Each row has a point, but for the first one, all of whose points may be known.
        TimeOrdered.Bounds bounds = new TimeOrdered.Bounds(page.max() + 2, Page.MAX_WEIGHT, timeout);
        boolean isAtPosition = slice.range().start().equals(page.after().time());
        String first = isAtPosition ? page.after().measurement() : "";
        if (ordered.read(slice.selection(), first, slice.fields(), bounds, into)) {
            page.cut();
        }
    }

    @Override
    public Latest latest(TimeSeriesQuery query) {
        List<DataPoint> points = log.latest(query.selection()).stream()
                .flatMap(row -> row.fields().entrySet().stream()
                        .map(it ->
                                new DataPoint(row.time(), row.measurement(), it.getKey(), it.getValue(), row.tags())))
                .sorted(DataPoint.ORDER)
                .toList();
        return new Latest(points, Source.POSTGRESQL);
    }

    @Override
    public int delete(TimeSeriesQuery query) {
        return log.delete(query.selection());
    }

    @Override
    public StoreHealth health() {
        return StoreHealth.disabled();
    }
}

package io.iotflow.timeseries;

import io.iotflow.telemetry.store.StoredPoint;
import io.iotflow.telemetry.store.StoredTelemetry;
import io.iotflow.telemetry.store.TimeOrdered;
import io.iotflow.telemetry.store.WindowQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The log itself answers: the embedded default, and a real mode for small sites. */
final class PostgresTimeSeries implements TimeSeries {

    private static final int ROWS_MORE = 8;

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

    private void read(TimeSeriesQuery slice, Page page) {
        Consumer<StoredPoint> into = new Points(slice, page);
        if (slice.windows().isPresent()) {
            Windows windows = slice.windows().get();
            ordered.windows(
                    slice.selection(),
                    new WindowQuery(windows.function(), windows.micros(), slice.fields()),
                    timeout,
                    into);
            return;
        }
        boolean isAtPosition = slice.range().start().equals(page.after().time());
        String first = isAtPosition ? page.after().measurement() : "";
        boolean isCut = true;
        // Each row has a point, but for those of the first time and measurement, all of whose points may be known.
        for (int rows = page.max() + 2; isCut && page.isEmpty(); rows *= ROWS_MORE) {
            TimeOrdered.Bounds bounds = new TimeOrdered.Bounds(rows, Page.MAX_WEIGHT, timeout);
            isCut = ordered.read(slice.selection(), first, slice.fields(), bounds, into);
        }
        if (isCut) {
            page.cut();
        }
    }

    /** Makes data points of rows; neighbours mostly share their tags. */
    private static final class Points implements Consumer<StoredPoint> {

        private final TimeSeriesQuery query;
        private final Page page;
        private TagSet tags = new TagSet(Map.of());

        Points(TimeSeriesQuery query, Page page) {
            this.query = query;
            this.page = page;
        }

        @Override
        public void accept(StoredPoint row) {
            if (row.tags() != tags.tags()) {
                tags = new TagSet(row.tags());
            }
            row.fields().forEach((field, value) -> {
                if (query.wants(field)) {
                    page.add(new DataPoint(row.time(), row.measurement(), field, value, tags));
                }
            });
        }
    }

    @Override
    public List<DataPoint> latest(TimeSeriesQuery query) {
        Latest latest = new Latest();
        log.latest(query.selection())
                .forEach(row -> row.fields()
                        .forEach((field, value) ->
                                latest.add(new DataPoint(row.time(), row.measurement(), field, value, row.tags()))));
        return latest.points();
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

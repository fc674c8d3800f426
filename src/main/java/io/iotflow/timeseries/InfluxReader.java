package io.iotflow.timeseries;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Queries InfluxDB; its answers come table by table, each in the order of time. */
final class InfluxReader {

    private static final Set<String> COLUMNS = Set.of("result", "table");

    private final InfluxConnection influx;
    private final Downsampled means;

    InfluxReader(InfluxConnection influx) {
        this.influx = influx;
        this.means = new Downsampled(influx);
    }

    /** Adds a slice's data points to a page. */
    void read(TimeSeriesQuery slice, Page page) {
        // One point of each table may be known, and one more shows that the page is cut: none is missing before the
        // cut.
        query(Flux.oldest(influx.bucket(), slice, page.max() + 2), page::add);
    }

    /** Adds a slice's windows to a page: of the means what is older than the points, which is all before they begin. */
    void readWindows(TimeSeriesQuery slice, boolean numbersOnly, Page page) {
        TimeRange range = slice.range();
        Instant begin = means.end(slice.windows().orElseThrow(), Instant.now());
        if (range.start().isBefore(begin)) {
            Instant end = begin.isBefore(range.stop()) ? begin : range.stop();
            means.read(slice.within(new TimeRange(range.start(), end)), page);
        }
        // What follows a cut page is read with the next one.
        if (begin.isBefore(range.stop()) && !page.isCut()) {
            Instant start = begin.isAfter(range.start()) ? begin : range.start();
            readPoints(slice.within(new TimeRange(start, range.stop())), numbersOnly, page);
        }
    }

    private void readPoints(TimeSeriesQuery slice, boolean numbersOnly, Page page) {
        query(Flux.windows(influx.bucket(), slice, numbersOnly), finite(page));
    }

    /** InfluxDB says NaN or infinite where PostgreSQL says nothing. */
    static Consumer<DataPoint> finite(Page page) {
        return point -> {
            if (!(point.value() instanceof Double number) || Double.isFinite(number)) {
                page.add(point);
            }
        };
    }

    /** Whether something of the query's data is no number. */
    boolean hasOtherThanNumbers(TimeSeriesQuery query) {
        AtomicBoolean found = new AtomicBoolean();
        query(Flux.newest(influx.bucket(), query), point -> {
            if (!(point.value() instanceof Double)) {
                found.set(true);
            }
        });
        return found.get();
    }

    /** The newest data points, as {@link Latest} has them. */
    List<DataPoint> latest(TimeSeriesQuery query) {
        Latest latest = new Latest();
        query(Flux.newest(influx.bucket(), query), latest::add);
        return latest.points();
    }

    private void query(String flux, Consumer<DataPoint> into) {
        influx.query(flux, new Rows(Set.of(), into));
    }

    /** Makes data points of rows; those of one table have the same tags, which are shared. */
    static final class Rows implements Consumer<FluxRow> {

        private final Set<String> hidden;
        private final Consumer<DataPoint> into;
        private int table = -1;
        private String measurement;
        private String field;
        private TagSet tags;

        /** @param hidden tags that are left out */
        Rows(Set<String> hidden, Consumer<DataPoint> into) {
            this.hidden = hidden;
            this.into = into;
        }

        @Override
        public void accept(FluxRow row) {
            if (row.table() != table) {
                table = row.table();
                Map<String, String> texts = row.texts();
                measurement = texts.get("_measurement");
                field = texts.get("_field");
                texts.keySet().removeIf(it -> it.startsWith("_") || COLUMNS.contains(it) || hidden.contains(it));
                tags = new TagSet(texts);
            }
            into.accept(new DataPoint(row.time(), measurement, field, row.value(), tags));
        }
    }
}

package io.iotflow.timeseries;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.influxdb.exceptions.InfluxException;
import io.iotflow.telemetry.store.WindowQuery.Function;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Answers for windows whose points InfluxDB has dropped, from the steps of five minutes that the set-up tool's task keeps.
 * A step counts where it begins. There are steps of numbers only.
 */
final class Downsampled {

    private static final Set<Function> KEPT =
            EnumSet.of(Function.MEAN, Function.MIN, Function.MAX, Function.SUM, Function.COUNT);
    private static final Set<String> HIDDEN = Set.of(Flux.AGGREGATE);
    private static final Duration RETENTION_KNOWN = Duration.ofMinutes(1);

    /** How long InfluxDB keeps points, by bucket; zero is for ever. */
    private final LoadingCache<String, Duration> retention;

    private final InfluxConnection influx;

    Downsampled(InfluxConnection influx) {
        this.influx = influx;
        this.retention = Caffeine.newBuilder().expireAfterWrite(RETENTION_KNOWN).build(influx::retention);
    }

    /** The first window whose points are all there; those before it are read here. Long ago where none are. */
    Instant end(Windows windows, Instant now) {
        boolean fits = influx.meansBucket().isPresent()
                && KEPT.contains(windows.function())
                && windows.isWhole(InfluxConnection.STEP);
        Duration kept = fits ? retention.get(influx.bucket()) : Duration.ZERO;
        return kept.isZero() ? Instant.MIN : windows.endOfWindow(now.minus(kept));
    }

    /**
     * The same of windows that are put together from parts: a time up to which the steps answer, at the bounds or between
     * them; the first bound where they do not. A window's steps must be as long as the steps that are kept.
     */
    Instant begin(List<Instant> bounds, Set<WindowPart> parts, Instant now) {
        Instant start = bounds.get(0);
        if (influx.meansBucket().isEmpty() || parts.stream().anyMatch(WindowPart::isReading)) {
            return start;
        }
        Duration kept = retention.get(influx.bucket());
        Instant begin = kept.isZero() ? start : nextStep(now.minus(kept));
        Instant stop = bounds.get(bounds.size() - 1);
        Instant end = begin.isBefore(stop) ? begin : stop;
        boolean fits = end.isAfter(start)
                && isStep(end)
                && bounds.stream().filter(it -> it.isBefore(end)).allMatch(Downsampled::isStep);
        return fits ? end : start;
    }

    private static boolean isStep(Instant time) {
        return time.equals(nextStep(time));
    }

    private static Instant nextStep(Instant time) {
        long step = InfluxConnection.STEP.toSeconds();
        long second = time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
        return Instant.ofEpochSecond(Math.floorDiv(second + step - 1, step) * step);
    }

    /** Adds a slice's windows to a page. */
    void read(TimeSeriesQuery slice, Page page) {
        Windows windows = slice.windows().orElseThrow();
        switch (windows.function()) {
            case MEAN -> readMeans(slice, page);
            case COUNT -> query(slice, "count", Function.SUM, InfluxReader.finite(page));
            default -> query(slice, windows.functionName(), windows.function(), InfluxReader.finite(page));
        }
    }

    /** Sums by counts: a mean of means would weigh a step of one point as much as one of a hundred. */
    private void readMeans(TimeSeriesQuery slice, Page page) {
        Page sums = new Page(page.after(), page.max());
        query(slice, "sum", Function.SUM, InfluxReader.finite(sums));
        Map<Position, DataPoint> byPosition = new HashMap<>();
        sums.points().forEach(it -> byPosition.put(Position.behind(it), it));
        query(slice, "count", Function.SUM, count -> {
            DataPoint sum = byPosition.get(Position.behind(count));
            if (sum != null) {
                page.add(sum.withValue((Double) sum.value() / (Double) count.value()));
            }
        });
        if (sums.isCut()) {
            if (page.seen() == 0) {
                throw new InfluxException("sums without counts: the steps are being written or deleted");
            }
            page.cut();
        }
    }

    private void query(TimeSeriesQuery slice, String aggregate, Function function, Consumer<DataPoint> into) {
        String bucket = influx.meansBucket().orElseThrow();
        influx.query(Flux.steps(bucket, slice, aggregate, function), new InfluxReader.Rows(HIDDEN, into));
    }
}

package io.iotflow.timeseries;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks through a query's data points in their order, page by page. Each page queries the store for one slice of time,
 * which is chosen so that it holds about one page and takes about a moment: neither the store nor we have to hold or sort
 * more than that, however long the range is. Nothing is open between two pages.
 */
final class PageReader {

    /** The most data points of one page. */
    static final int MAX = 10_000;

    private static final Duration FIRST_SLICE = Duration.ofHours(1);
    private static final Duration SHORTEST_SLICE = Duration.ofMillis(1);
    private static final Duration QUICK = Duration.ofMillis(500);
    private static final Duration SLOW = Duration.ofSeconds(2);

    /** Queries a store. */
    interface Store {

        /**
         * Adds the query's data points to the page; those behind the page's last one may be left out.
         *
         * @throws NoAnswer when it cannot, after any number of them
         */
        void read(TimeSeriesQuery slice, Page page);
    }

    private final TimeSeriesQuery query;
    private final Store log;
    private Store store;
    private Position position;
    private Duration slice = FIRST_SLICE;
    private boolean ended;
    private long waited; // nanoseconds, in vain

    /** Reads the log. */
    PageReader(TimeSeriesQuery query, Position position, Store log) {
        this(query, position, log, log);
    }

    /** Reads InfluxDB, and the log from where InfluxDB gives no answer: both have the same order. */
    PageReader(TimeSeriesQuery query, Position position, Store influx, Store log) {
        this.query = query;
        this.store = influx;
        this.log = log;
        this.position = position;
        this.ended = !position.time().isBefore(query.range().stop());
    }

    boolean isEnded() {
        return ended;
    }

    /** Where the last page came from. */
    Source source() {
        return store == log ? Source.POSTGRESQL : Source.INFLUXDB;
    }

    /** Behind what has been read. */
    Position position() {
        return position;
    }

    /** The next data points, at most so many; perhaps none, although more follow. */
    List<DataPoint> next(int max) {
        if (ended) {
            return List.of();
        }
        Instant from =
                position.time().isBefore(query.range().start()) ? query.range().start() : position.time();
        Instant to = endOfSlice(from);
        long begin = now();
        Page page = read(query.within(new TimeRange(from, to)), Math.min(max, MAX));
        Duration took = Duration.ofNanos(now() - begin);
        List<DataPoint> points = page.points();
        if (page.isCut()) {
            position = Position.behind(points.get(points.size() - 1));
            slice = atLeast(
                    SHORTEST_SLICE, Duration.between(from, position.time()).multipliedBy(2));
        } else {
            position = Position.before(to);
            ended = !to.isBefore(query.range().stop());
            slice = took.compareTo(QUICK) < 0 ? slice.multipliedBy(growth(page)) : slice;
        }
        if (took.compareTo(SLOW) > 0) {
            slice = atLeast(SHORTEST_SLICE, slice.dividedBy(4));
        }
        return points;
    }

    private Page read(TimeSeriesQuery slice, int max) {
        Page page = new Page(position, max);
        long begin = System.nanoTime();
        try {
            store.read(slice, page);
            return page;
        } catch (NoAnswer e) {
            if (store == log) {
                throw e;
            }
            store = log;
            waited += System.nanoTime() - begin;
            return read(slice, max);
        }
    }

    /** Without the time in which nothing was answered: that must not be missing where the answer comes from. */
    private long now() {
        return System.nanoTime() - waited;
    }

    /** Data points, the position behind them where more follow, and where the last of them came from. */
    record Found(List<DataPoint> points, Optional<Position> next, Source source) {}

    /** The next data points up to a limit; fewer, although more follow, when they are large or it takes too long. */
    Found take(int limit, Duration patience) {
        long begin = now();
        List<DataPoint> points = new ArrayList<>();
        long weight = 0;
        do {
            for (DataPoint point : next(limit + 1 - points.size())) {
                points.add(point);
                weight += point.weight();
            }
        } while (!ended
                && points.size() <= limit
                && weight < 2 * Page.MAX_WEIGHT
                && now() - begin < patience.toNanos());
        if (points.size() > limit) {
            List<DataPoint> wanted = points.subList(0, limit);
            return new Found(wanted, Optional.of(Position.behind(wanted.get(limit - 1))), source());
        }
        return new Found(points, ended ? Optional.empty() : Optional.of(position), source());
    }

    private static int growth(Page page) {
        if (page.seen() == 0) {
            return 16;
        }
        return page.seen() * 4 <= page.max() ? 4 : 1;
    }

    private static Duration atLeast(Duration min, Duration length) {
        return length.compareTo(min) < 0 ? min : length;
    }

    private Instant endOfSlice(Instant from) {
        Instant stop = query.range().stop();
        if (slice.compareTo(Duration.between(from, stop)) >= 0) {
            return stop;
        }
        Instant to = from.plus(slice);
        Instant end = query.windows().map(it -> it.endOfWindow(to)).orElse(to);
        return end.isBefore(stop) ? end : stop;
    }
}

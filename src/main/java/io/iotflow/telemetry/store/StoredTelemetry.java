package io.iotflow.telemetry.store;

import io.iotflow.device.Device;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the log back, and deletes from it. */
@Dependent
public class StoredTelemetry {

    /** The furthest that {@link #newest(Filter, int, int)} skips; beyond it a cursor is the way. */
    public static final int MAX_SKIPPED = 100_000;

    private static final String LATEST = """
            SELECT time, nanos, tag_set, tag_set.tags, series.measurement, jsonb_build_object(key, value) FROM (
                SELECT DISTINCT ON (log.series, key) log.time, log.nanos, log.tag_set, log.series, key, value
                FROM telemetry log CROSS JOIN LATERAL jsonb_each(log.fields)""";

    private static final String OF_THESE = """
             AND log.version = 0 ORDER BY log.series, key, log.time DESC, log.nanos DESC) AS newest
            JOIN series ON series.id = newest.series
            JOIN tag_set ON tag_set.id = newest.tag_set""";

    private final Sql sql;
    private final NewestFirst newestFirst;
    private final TelemetryDeletion deletion;
    private final SeriesStore series;
    private final UnusedFields fields;

    @Inject
    StoredTelemetry(
            Sql sql, NewestFirst newestFirst, TelemetryDeletion deletion, SeriesStore series, UnusedFields fields) {
        this.sql = sql;
        this.series = series;
        this.fields = fields;
        this.newestFirst = newestFirst;
        this.deletion = deletion;
    }

    /** Which rows: a device's (by row id), from start (inclusive) to stop (exclusive), of one measurement or all. */
    public record Selection(long deviceRowId, Instant start, Instant stop, Optional<String> measurement) {

        private static final int NANOS_OF_MICRO = 1_000;

        /** The condition on {@code telemetry log}; nothing else may stand before it. */
        SqlText where() {
            Instant first = start.truncatedTo(ChronoUnit.MICROS);
            Instant last = stop.minusNanos(1).truncatedTo(ChronoUnit.MICROS);
            // Plain conditions on the time, by which partitions are left out; finer ones only where the bounds are
            // finer.
            SqlText where =
                    new SqlText(" WHERE log.device = ? AND log.time >= ? AND log.time <= ?", deviceRowId, first, last);
            if (!first.equals(start)) {
                where.and("(log.time, log.nanos) >= (?, ?)", first, start.getNano() % NANOS_OF_MICRO);
            }
            if (stop.getNano() % NANOS_OF_MICRO != 0) {
                where.and("(log.time, log.nanos) < (?, ?)", last, stop.getNano() % NANOS_OF_MICRO);
            }
            measurement.ifPresent(it -> where.and(
                    "log.series IN (SELECT id FROM series WHERE device = ? AND measurement = ?)", deviceRowId, it));
            return where;
        }
    }

    /**
     * Which messages: of one device (by row id) or all, of a time since or all, of one measurement or all telemetry: what
     * devices say of themselves comes where its measurement is named.
     */
    public record Filter(OptionalLong deviceRowId, Optional<String> measurement, Optional<Instant> since) {}

    /**
     * Messages, newest first.
     *
     * @param nextCursor where the next page begins; empty at the end. Across devices a page with a filter may be short,
     *     or empty, and still have a next one: only so many rows are searched for one page
     */
    public record Page(List<StoredMessage> messages, Optional<String> nextCursor) {}

    /** How many messages, or, where that is not exact, at least how many. */
    public record Count(long messages, boolean exact) {}

    /** For every series and field its newest value, as a point of this field alone. */
    public List<StoredPoint> latest(Selection selection) {
        return sql.read(new SqlText(LATEST).add(selection.where()).add(OF_THESE), StoredPoint::all);
    }

    /** Forgets the series of a device that is deleted, and the fields that it alone had, after its messages. */
    public void forget(Device device) {
        series.forget(device.rowId());
        fields.forgetThoseOf(device.deviceId());
    }

    /**
     * A page that begins after {@code cursor}, or with the newest message. Of one device by the messages' time, across
     * devices by their arrival.
     *
     * @throws Problem 400 when the cursor is none of this list
     */
    public Page newest(Filter filter, int limit, Optional<String> cursor) {
        return newestFirst.page(filter, limit, 0, cursor);
    }

    /**
     * The same, after skipping so many messages, at most {@link #MAX_SKIPPED}.
     *
     * @throws Problem 400 when it is more
     */
    public Page newest(Filter filter, int limit, int offset) {
        if (offset < 0 || offset > MAX_SKIPPED) {
            throw Problem.invalid(
                    "offset", "must be 0 to " + MAX_SKIPPED + "; go further with the cursor that each page gives");
        }
        return newestFirst.page(filter, limit, offset, Optional.empty());
    }

    /** When the oldest telemetry of a device was measured; empty where there is none. */
    public Optional<Instant> first(long deviceRowId) {
        return newestFirst.first(deviceRowId);
    }

    /** How many messages there are: exact without a filter beside the device; with one up to 10,000. */
    public Count count(Filter filter) {
        return newestFirst.count(filter);
    }

    /**
     * Deletes a selection, oldest first and in pieces, so that it may be large: when it fails, part of it is gone, and it
     * can be called again. Returns how many rows there were.
     */
    public int delete(Selection selection) {
        return delete(selection, Flow.DELETED);
    }

    /** The same for what is older than the retention. */
    int expire(Selection selection) {
        return delete(selection, Flow.EXPIRED);
    }

    private int delete(Selection selection, Flow as) {
        int deleted = 0;
        Optional<Instant> start = Optional.of(selection.start());
        while (start.isPresent()) {
            TelemetryDeletion.Piece piece = deletion.deleteOldest(
                    new Selection(selection.deviceRowId(), start.get(), selection.stop(), selection.measurement()), as);
            deleted += piece.rows();
            start = piece.next();
        }
        return deleted;
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The batches that the time-series store has not confirmed. A claim is a row lock: it ends with the claimer's
 * transaction, so the batches of a node that died are free at once, and no two nodes write the same one.
 */
@Dependent
public class Outbox {

    /** Names the writers' shared lock; a delete takes it alone to wait until no write is under way on any node. */
    private static final long WRITERS = 0x10F_10AL;

    private static final int MAX_BATCHES = 2_000;
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(20);

    /** The most that {@link #waitingOf} returns. */
    public static final int MAX_POINTS_OF_DEVICE = 50_000;

    private static final String CLAIM = """
            SELECT first_id, points, weight, changes_points FROM outbox ORDER BY first_id %s LIMIT ? FOR UPDATE SKIP LOCKED""";

    /** A message that says something else of a known point is written as what the point then is. */
    private static final String COLUMNS = """
            SELECT log.time, log.nanos, log.tag_set, tag_set.tags, series.measurement,
                   CASE WHEN log.version = 0 THEN log.fields ELSE
                       (SELECT point.fields FROM telemetry point
                        WHERE point.device = log.device AND point.time = log.time AND point.nanos = log.nanos
                          AND point.series = log.series AND point.version = 0) END
            """;

    private static final String SERIES = """

            JOIN series ON series.id = log.series
            JOIN tag_set ON tag_set.id = log.tag_set
            """;

    private static final String POINTS = COLUMNS + """
            FROM outbox JOIN telemetry log
                ON log.id BETWEEN outbox.first_id AND outbox.last_id AND log.time BETWEEN outbox.oldest AND outbox.newest""" + SERIES + "WHERE outbox.first_id = ANY (?)";

    /**
     * Batch by batch, because the device's whole history may be long: by its index where the batch's times are close
     * together, else by the ids of the batch.
     */
    private static final String OF_DEVICE = """
            (SELECT found.* FROM outbox CROSS JOIN LATERAL (
                SELECT device, time, nanos, series, tag_set, version, fields FROM telemetry
                WHERE device = ? AND time BETWEEN outbox.oldest AND outbox.newest
                      AND id BETWEEN outbox.first_id AND outbox.last_id
                OFFSET 0) AS found
            WHERE outbox.newest <= outbox.oldest + interval '1 minute'
            UNION ALL
            SELECT batch.* FROM outbox CROSS JOIN LATERAL (
                SELECT device, time, nanos, series, tag_set, version, fields FROM telemetry
                WHERE id BETWEEN outbox.first_id AND outbox.last_id AND time BETWEEN outbox.oldest AND outbox.newest
                OFFSET 0) AS batch
            WHERE outbox.newest > outbox.oldest + interval '1 minute' AND batch.device = ?)""";

    private static final String IS_WAITING = "SELECT EXISTS " + OF_DEVICE;

    private static final String POINTS_OF_DEVICE =
            COLUMNS + "FROM " + OF_DEVICE + " AS log" + SERIES + "LIMIT " + MAX_POINTS_OF_DEVICE;

    /** How often rows of the log were changed or deleted; counted before the change can be seen. */
    private static final String CHANGES = "SELECT last_value FROM telemetry_changes";

    private final Sql sql;
    private final RecentBatches recent;

    @Inject
    public Outbox(Sql sql, RecentBatches recent) {
        this.sql = sql;
        this.recent = recent;
    }

    /**
     * One batch, named by its first id.
     *
     * @param changesPoints whether it changes points of earlier batches, which a writer may have read before the change
     */
    public record Batch(long firstId, int points, boolean changesPoints) {}

    /** How much waits, and since when. */
    public record Backlog(long points, Optional<Instant> oldest) {}

    /** Claims batches of about so many points, at least one if there is any, until this transaction ends. */
    public List<Batch> claim(int points, boolean newestFirst) {
        sql.requireTransaction();
        return sql.within(CLAIM_TIMEOUT, 1)
                .read(
                        CLAIM.formatted(newestFirst ? "DESC" : "ASC"),
                        rows -> claim(rows, points),
                        Math.min(points, MAX_BATCHES));
    }

    /**
     * PostgreSQL locks a row when it is fetched, so no more are fetched at a time than are likely to be taken: what is
     * locked and not taken would keep another node from it.
     */
    private static List<Batch> claim(ResultSet rows, int points) throws SQLException {
        List<Batch> claimed = new ArrayList<>();
        // By weight, which is at least the number of points: large points make small claims.
        for (int sum = 0; sum < points && rows.next(); ) {
            claimed.add(new Batch(rows.getLong(1), rows.getInt(2), rows.getBoolean(4)));
            int weight = Math.max(1, rows.getInt(3));
            sum += weight;
            rows.setFetchSize(Math.max(1, (points - sum) / weight));
        }
        return claimed;
    }

    /**
     * The rows of these batches, which this transaction has claimed, as they are now; deleted ones are gone. They come from
     * memory where this node stored them a moment ago and nothing was changed since.
     */
    public List<StoredPoint> read(List<Batch> batches) {
        long changes = recent.hasAnyOf(batches) ? sql.one(CHANGES, row -> row.getLong(1)) : 0;
        List<StoredPoint> points = new ArrayList<>();
        List<Batch> unknown = new ArrayList<>();
        for (Batch batch : batches) {
            recent.points(batch, changes).ifPresentOrElse(points::addAll, () -> unknown.add(batch));
        }
        if (!unknown.isEmpty()) {
            points.addAll(sql.read(POINTS, StoredPoint::all, firstIds(unknown)));
        }
        return points;
    }

    /** Whether something of a device waits, claimed or not, on any node. */
    public boolean isWaiting(long deviceRowId) {
        return sql.one(IS_WAITING, row -> row.getBoolean(1), deviceRowId, deviceRowId);
    }

    /** What waits of one device, claimed or not; at most {@link #MAX_POINTS_OF_DEVICE}. */
    public List<StoredPoint> waitingOf(long deviceRowId) {
        return sql.read(POINTS_OF_DEVICE, StoredPoint::all, deviceRowId, deviceRowId);
    }

    /** Forgets batches that the store confirmed. */
    public void remove(List<Batch> batches) {
        sql.requireTransaction();
        sql.update("DELETE FROM outbox WHERE first_id = ANY (?)", firstIds(batches));
        recent.remove(batches);
    }

    /** What waits in all. */
    public Backlog backlog() {
        return sql.one(
                "SELECT coalesce(sum(points), 0), min(created_at) FROM outbox",
                row -> new Backlog(row.getLong(1), Optional.ofNullable(Sql.instant(row, 2))));
    }

    /** Joins the writers until this transaction ends. */
    public void enterAsWriter() {
        sql.requireTransaction();
        sql.call("SELECT pg_advisory_xact_lock_shared(" + WRITERS + ")");
    }

    /** The same where that needs no waiting; false while somebody waits for the writers to be done. */
    public boolean tryEnterAsWriter() {
        sql.requireTransaction();
        return sql.one("SELECT pg_try_advisory_xact_lock_shared(" + WRITERS + ")", row -> row.getBoolean(1));
    }

    /** Waits until every write that began before is over, on every node; at most 45 s. */
    public void awaitWriters() {
        sql.requireTransaction();
        sql.call("SELECT set_config('lock_timeout', '45s', true)");
        sql.call("SELECT pg_advisory_xact_lock(" + WRITERS + ")");
    }

    private static long[] firstIds(List<Batch> batches) {
        return Columns.longs(batches, Batch::firstId);
    }
}

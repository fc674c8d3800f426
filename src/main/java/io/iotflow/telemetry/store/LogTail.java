package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Follows the log in the order of its ids, and misses nothing: ids are given before the commit, so a row is handed out when
 * all before it are committed or never will be. A batch takes its ids, {@link #STEP} of them, after its transaction's number
 * ({@link NewRows}); so it is over when every transaction is that was open when its ids were noticed (ADR 30). Of one thread.
 */
@Dependent
public class LogTail {

    /** How many ids a batch owns; the increment of the sequence. */
    static final long STEP = 20_000;

    /** How many batches are noticed at once; a log that is far behind is noticed bit by bit. */
    private static final int MOST_NOTICED = 10_000;

    private static final String NEWEST =
            "SELECT last_value - CASE WHEN is_called THEN 0 ELSE " + STEP + " END FROM telemetry_id";

    /** Takes a number itself: that of a snapshot is the first after those that ended, and smaller ones may be given. */
    private static final String NEXT_TRANSACTION = "SELECT pg_current_xact_id()::text::bigint";

    private static final String OLDEST_TRANSACTION = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    /** What {@link #row} reads. */
    static final String COLUMNS = """
            SELECT log.id, log.device, device.device_id, series.measurement, log.time, log.nanos, log.received_at, log.fields,
                   CASE WHEN series.measurement = 'status' THEN log.extra END""";

    private static final String ROWS = COLUMNS + """

            FROM (SELECT * FROM telemetry WHERE id > ? AND id <= ? ORDER BY id LIMIT ?) AS log
            JOIN series ON series.id = log.series LEFT JOIN device ON device.id = log.device ORDER BY log.id""";

    private final Sql sql;
    private final Deque<Noticed> open = new ArrayDeque<>();
    private Noticed start;
    private long noticed;
    private long position = -1;

    @Inject
    public LogTail(Sql sql) {
        this.sql = sql;
    }

    /** A batch's first id, and a number that its transaction's is below. */
    private record Noticed(long firstId, long transaction) {}

    /**
     * A message of the log. Its JSON is read when it is asked for: most rows do not matter to most readers.
     *
     * @param id its position
     * @param deviceId null where the device is deleted
     * @param fieldsText JSON
     * @param extra JSON, or null; of a status message alone
     */
    public record Row(
            long id,
            long deviceRowId,
            String deviceId,
            String measurement,
            Instant time,
            Instant receivedAt,
            String fieldsText,
            String extra) {

        /** Its fields; read anew at each call. */
        public JsonObject fields() {
            return Json.readObject(fieldsText);
        }

        /** Of a status message what was sent, else empty. */
        public JsonObject status() {
            return extra != null && Json.readObject(extra).get("payload") instanceof JsonObject payload
                    ? payload
                    : JsonValue.EMPTY_JSON_OBJECT;
        }
    }

    /**
     * Rows in the order of their ids.
     *
     * @param isLast whether no row before the end was left out
     */
    public record Page(List<Row> rows, boolean isLast) {}

    /** Rows of another table with ids of this sequence ({@link LogIds}): where one is seen, its batch is committed. */
    @FunctionalInterface
    public interface OtherRows {

        /** Whether one has an id in this range. */
        boolean isBetween(long first, long last);
    }

    /** Begins, or begins anew, at what is the log's end now. */
    public void begin() {
        open.clear();
        position = -1;
        noticed = newest();
        start = new Noticed(noticed, nextTransaction());
    }

    /**
     * Begins, or begins anew, behind a position that this or another tail gave: everything up to there was handed out, and
     * nothing behind it is left out.
     */
    public void beginAt(long from) {
        open.clear();
        start = null;
        position = from;
        long newest = newest();
        noticed = newest - Math.floorDiv(newest - from + STEP - 1, STEP) * STEP; // the batch that has it, which is over
    }

    /** Up to which id everything was handed out by {@link #next}; empty until what was written at the beginning is committed. */
    public OptionalLong position() {
        if (position < 0 && start != null && oldestTransaction() >= start.transaction()) {
            position = start.firstId() + STEP - 1;
        }
        return position < 0 ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /** Whether a batch was noticed that is not committed yet. */
    public boolean isWaiting() {
        return !open.isEmpty();
    }

    /** The next rows, at most so many; they are not handed out again. */
    public Page next(int max) {
        return next(max, (first, last) -> false);
    }

    /** The same; a batch of other rows that are seen is not waited for longer. */
    public Page next(int max, OtherRows others) {
        if (position().isEmpty()) {
            return new Page(List.of(), true);
        }
        long given = newest();
        long newest = Math.min(given, noticed + Math.max(0, MOST_NOTICED - open.size()) * STEP);
        if (newest > noticed) {
            long transaction = nextTransaction(); // after the ids: whoever has one of them has a smaller number
            for (long first = noticed + STEP; first <= newest; first += STEP) {
                open.add(new Noticed(first, transaction));
            }
            noticed = newest;
        }
        long oldest = oldestTransaction(); // before the rows: what was over then is seen by them
        List<Row> rows = rows(position, noticed + STEP - 1, max);
        boolean isFull = rows.size() == max;
        long end = end(rows, oldest, others);
        if (isFull) {
            end = Math.min(end, rows.get(rows.size() - 1).id());
        }
        long complete = Math.max(end, position);
        position = complete;
        return new Page(rows.stream().filter(it -> it.id() <= complete).toList(), !isFull && newest == given);
    }

    /** Up to which id all is committed; a batch of which a row is seen is. */
    private long end(List<Row> rows, long oldest, OtherRows others) {
        TreeSet<Long> seen = rows.stream().map(Row::id).collect(Collectors.toCollection(TreeSet::new));
        while (!open.isEmpty()
                && (open.peek().transaction() <= oldest
                        || isSeen(open.peek(), seen)
                        || others.isBetween(open.peek().firstId(), open.peek().firstId() + STEP - 1))) {
            open.poll();
        }
        return open.isEmpty() ? noticed + STEP - 1 : open.peek().firstId() - 1;
    }

    private static boolean isSeen(Noticed batch, TreeSet<Long> seen) {
        Long first = seen.ceiling(batch.firstId());
        return first != null && first < batch.firstId() + STEP;
    }

    /** Rows that were handed out before, from behind this position to that one, at most so many. */
    public Page between(long after, long last, int max) {
        List<Row> rows = rows(after, last, max);
        return new Page(rows, rows.size() < max);
    }

    private long newest() {
        return sql.one(NEWEST, row -> row.getLong(1));
    }

    private long nextTransaction() {
        return sql.one(NEXT_TRANSACTION, row -> row.getLong(1));
    }

    private long oldestTransaction() {
        return sql.one(OLDEST_TRANSACTION, row -> row.getLong(1));
    }

    private List<Row> rows(long after, long last, int max) {
        return last <= after ? List.of() : sql.list(ROWS, LogTail::row, after, last, max);
    }

    static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                Sql.instant(row, 5).plusNanos(row.getInt(6)),
                Sql.instant(row, 7),
                row.getString(8),
                row.getString(9));
    }
}

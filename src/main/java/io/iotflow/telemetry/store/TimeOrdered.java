package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * The log in the order of time, in pieces: each is a short transaction of its own, so that whoever reads slowly holds
 * neither a connection nor a snapshot, and is bounded in rows and in bytes.
 */
@Dependent
public class TimeOrdered {

    /**
     * The order is that of the bytes, whatever the database's collation, because the other store has the same. Rows of one
     * time and measurement, which differ in their tags, stay together. The sum leaves out this group and the one before: a
     * piece has at least two, so it goes on even where the first is known.
     */
    private static final String PIECE = """
            SELECT time, nanos, tag_set, tags, measurement, fields FROM (
                SELECT piece.*, coalesce(sum(length(fields)) OVER (
                    ORDER BY time, nanos, measurement COLLATE "C"
                    GROUPS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS before
                FROM (SELECT log.time, log.nanos, log.tag_set, tag_set.tags::text, series.measurement, log.fields::text
                      FROM telemetry log
                      JOIN series ON series.id = log.series
                      JOIN tag_set ON tag_set.id = log.tag_set""";

    private static final String ENDS = """
             ORDER BY log.time, log.nanos, series.measurement COLLATE "C" FETCH FIRST ? ROWS WITH TIES) AS piece) AS measured
            WHERE before < ? ORDER BY time, nanos, measurement COLLATE "C\"""";

    private static final int ALL_AT_ONCE = 0;

    private final Sql sql;

    @Inject
    TimeOrdered(Sql sql) {
        this.sql = sql;
    }

    /** How much one piece may be: so many rows, about so many characters of fields, and so long in PostgreSQL. */
    public record Bounds(int rows, long characters, Duration timeout) {}

    /**
     * Reads the oldest rows of a selection, by time and measurement; all of a time and measurement or none.
     *
     * @param first the first measurement that is wanted at the selection's start; empty for all
     * @param fields rows with one of these fields; none for all rows
     * @return whether the bounds left something out
     */
    public boolean read(
            Selection selection, String first, List<String> fields, Bounds bounds, Consumer<StoredPoint> into) {
        SqlText query = new SqlText(PIECE).add(selection.where()).and("log.version = 0");
        if (!first.isEmpty()) {
            query.and(
                    "(log.time > ? OR log.nanos > ? OR series.measurement COLLATE \"C\" >= ?)",
                    selection.start().truncatedTo(ChronoUnit.MICROS),
                    selection.start().getNano() % 1_000,
                    first);
        }
        if (!fields.isEmpty()) {
            query.and("log.fields ??| ?", (Object) fields.toArray(String[]::new));
        }
        query.add(ENDS, bounds.rows(), bounds.characters());
        return sql.inNewTransaction(
                () -> sql.within(bounds.timeout(), ALL_AT_ONCE).read(query, rows -> read(rows, bounds, into)));
    }

    private static boolean read(ResultSet rows, Bounds bounds, Consumer<StoredPoint> into) throws SQLException {
        PointRows points = new PointRows(rows);
        int count = 0;
        long characters = 0;
        long last = 0;
        while (rows.next()) {
            characters += last;
            last = rows.getString(6).length();
            count++;
            into.accept(points.read());
        }
        return count >= bounds.rows() || characters >= bounds.characters();
    }

    /** Reads the windows of a selection, in no order. The same bound on the time. */
    public void windows(Selection selection, WindowQuery windows, Duration timeout, Consumer<StoredPoint> into) {
        // In a transaction: only there the driver reads some rows at a time.
        sql.inNewTransaction(() -> sql.within(timeout, WindowQuery.FETCHED).read(windows.sql(selection), rows -> {
            windows.read(rows, into);
            return null;
        }));
    }
}

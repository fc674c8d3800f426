package io.iotflow.timeseries;

import io.iotflow.platform.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * An export as it is now.
 *
 * @param owner whose key asked
 * @param question JSON, as it was asked
 * @param format csv or ndjson
 * @param attempt how often it was begun
 * @param bytes of the file
 * @param pieces how many the file has
 * @param progress 0 to 1; null where it is not known
 * @param failure for a person; null where there is none
 */
record Export(
        String id,
        String owner,
        String question,
        String format,
        String state,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt,
        Instant expiresAt,
        int attempt,
        long rows,
        long bytes,
        int pieces,
        Double progress,
        String failure) {

    static final String QUEUED = "queued";
    static final String RUNNING = "running";
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";

    static final String COLUMNS = "id, owner, question, format, state, created_at, started_at, finished_at, expires_at,"
            + " attempt, rows, bytes, pieces, progress, failure";

    static Export of(ResultSet row) throws SQLException {
        return new Export(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Sql.instant(row, 6),
                Sql.instant(row, 7),
                Sql.instant(row, 8),
                Sql.instant(row, 9),
                row.getInt(10),
                row.getLong(11),
                row.getLong(12),
                row.getInt(13),
                row.getObject(14, Double.class),
                row.getString(15));
    }

    /** Whether it waits or runs. */
    boolean isOpen() {
        return state.equals(QUEUED) || state.equals(RUNNING);
    }
}

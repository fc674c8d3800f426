package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.CopyRows;
import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Inserts rows of the log that are likely to be new, by COPY: where one is there already, the batch fails as a whole. So what
 * goes with them, their outbox row and their counts, is known before and told first.
 */
@Dependent
class NewRows {

    /**
     * The transaction has its number before the ids ({@link LogTail}). How often the log was changed is noted before the rows
     * are there; see {@link RecentBatches}.
     */
    private static final String BATCH = """
            WITH batch AS (SELECT pg_current_xact_id() AS transaction, nextval('telemetry_id') AS first),
            added AS (
                INSERT INTO telemetry_tally
                    (minute, first_id, messages, status_messages, devices, counts, statuses, newest)
                SELECT timestamptz 'epoch' + minute * interval '1 minute', batch.first, sum(rows), sum(statuses),
                       array_agg(device), array_agg(rows::integer), array_agg(statuses::integer),
                       array_agg(timestamptz 'epoch' + newest * interval '1 microsecond')
                FROM batch, unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                     AS counted (minute, device, rows, statuses, newest)
                GROUP BY minute, batch.first),
            forwarded AS (
                INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest, changes_points)
                SELECT first, first + ?, ?, ?, ?, ?, false FROM batch WHERE ?)
            SELECT first, (SELECT last_value FROM telemetry_changes) FROM batch""";

    private static final String COPY = """
            COPY telemetry (id, device, time, received_at, series, tag_set, nanos, version, fields, extra)
            FROM STDIN (FORMAT binary)""";

    private static final int COLUMNS = 10;

    /** As {@link LogRows} inserts them: two batches that have the same rows must not wait for each other in a circle. */
    private static final Comparator<LogRow> IN_ORDER = Comparator.comparingLong(
                    (LogRow it) -> it.message().deviceRowId())
            .thenComparing(it -> it.message().time())
            .thenComparingInt(it -> it.series().series());

    private static final Comparator<LogRow> BY_TIME =
            Comparator.comparing(it -> it.message().time());

    private final Sql sql;
    private final boolean forwarding;

    @Inject
    NewRows(Sql sql, TelemetryLogSettings settings) {
        this.sql = sql;
        this.forwarding = settings.forwarding;
    }

    /**
     * Inserts the points of a new batch, which gets ids; there is at least one.
     *
     * @throws PointsKnown when one of them is not new; the transaction can only be rolled back then
     */
    LogRows.Inserted insert(List<LogRow> rows) {
        try {
            LogRows.Inserted inserted = announce(rows);
            sql.copy(COPY, copy -> {
                for (LogRow row : rows.stream().sorted(IN_ORDER).toList()) {
                    write(row, inserted.firstId(), copy);
                }
            });
            return inserted;
        } catch (DatabaseException e) {
            if (e.isDuplicate()) {
                throw new PointsKnown(e);
            }
            throw e;
        }
    }

    private LogRows.Inserted announce(List<LogRow> rows) {
        List<RowCount> counts = RowCount.of(rows);
        int weight = rows.stream().mapToInt(it -> it.message().weight()).sum();
        return sql.one(
                BATCH,
                row -> new LogRows.Inserted(row.getLong(1), List.of(), row.getLong(2), weight),
                Columns.longs(counts, RowCount::minute),
                Columns.longs(counts, RowCount::device),
                Columns.longs(counts, RowCount::rows),
                Columns.longs(counts, RowCount::statuses),
                Columns.micros(counts, RowCount::newest),
                rows.stream().mapToInt(LogRow::place).max().orElseThrow(),
                rows.size(),
                weight,
                micros(Collections.min(rows, BY_TIME)),
                micros(Collections.max(rows, BY_TIME)),
                forwarding);
    }

    private static Instant micros(LogRow row) {
        return row.message().time().truncatedTo(ChronoUnit.MICROS);
    }

    private static void write(LogRow row, long firstId, CopyRows copy) throws SQLException {
        TelemetryMessage message = row.message();
        copy.row(COLUMNS)
                .bigint(firstId + row.place())
                .bigint(message.deviceRowId())
                .time(message.time())
                .time(message.receivedAt())
                .integer(row.series().series())
                .integer(row.series().tagSet())
                .smallint(row.nanos())
                .smallint(row.version())
                .jsonb(row.fields())
                .text(message.extra());
    }
}

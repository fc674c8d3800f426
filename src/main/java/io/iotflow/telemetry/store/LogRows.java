package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Inserts those rows of the log that are not there, together with their outbox row and their counts. */
@Dependent
class LogRows {

    /**
     * All in one round trip. What is there already stays as it is: it keeps its id, its series and the time at which it
     * came, is not counted again, and is in an outbox row or in InfluxDB already. The transaction has its number before the
     * ids ({@link LogTail}).
     */
    private static final String INSERT = """
            WITH batch AS (SELECT pg_current_xact_id() AS transaction, coalesce(?::bigint, nextval('telemetry_id')) AS first),
            stored AS (
                INSERT INTO telemetry
                    (id, device, time, received_at, series, tag_set, nanos, version, fields, extra)
                SELECT batch.first + place, device, timestamptz 'epoch' + micros * interval '1 microsecond',
                       timestamptz 'epoch' + received * interval '1 microsecond',
                       series, tag_set, coalesce(nanos, 0), coalesce(version, 0), fields::jsonb, extra::json
                FROM batch, unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                                   ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                     AS row (place, device, micros, received, series, tag_set, nanos, version, fields, extra)
                ORDER BY device, micros, nanos, series
                ON CONFLICT ON CONSTRAINT telemetry_identity DO NOTHING
                RETURNING id, device, received_at, series),
            counted AS (
                SELECT date_bin('1 minute', received_at, timestamptz 'epoch') AS minute, device, count(*)::integer AS rows,
                       (count(*) FILTER (WHERE series = ANY (?::bigint[])))::integer AS statuses,
                       max(received_at) AS newest
                FROM stored GROUP BY 1, 2),
            added AS (
                INSERT INTO telemetry_tally
                    (minute, first_id, messages, status_messages, devices, counts, statuses, newest)
                SELECT minute, batch.first, sum(rows), sum(statuses), array_agg(device), array_agg(rows),
                       array_agg(statuses), array_agg(newest)
                FROM counted, batch GROUP BY minute, batch.first),
            forwarded AS (
                INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest, changes_points)
                SELECT first, first + ?, (SELECT count(*) FROM stored), ?, ?, ?, ?
                FROM batch WHERE ? AND EXISTS (SELECT FROM stored)
                ON CONFLICT (first_id) DO UPDATE SET points = outbox.points + excluded.points,
                    weight = outbox.weight + excluded.weight, last_id = greatest(outbox.last_id, excluded.last_id),
                    oldest = least(outbox.oldest, excluded.oldest), newest = greatest(outbox.newest, excluded.newest),
                    changes_points = outbox.changes_points OR excluded.changes_points)
            SELECT first, CASE WHEN (SELECT count(*) FROM stored) < ? THEN ARRAY(SELECT id FROM stored) END,
                   (SELECT last_value FROM telemetry_changes)
            FROM batch""";

    private static final Comparator<Instant> BY_TIME = Comparator.naturalOrder();

    private final Sql sql;
    private final boolean forwarding;

    @Inject
    LogRows(Sql sql, TelemetryLogSettings settings) {
        this.sql = sql;
        this.forwarding = settings.forwarding;
    }

    /**
     * What was inserted.
     *
     * @param firstId the batch's first id
     * @param rest the rows whose point and version were there already
     * @param changes how often the log had been changed before; see {@link RecentBatches}
     * @param weight of the rows, in messages, large ones counting for several
     */
    record Inserted(long firstId, List<LogRow> rest, long changes, int weight) {}

    /** Inserts the points of a new batch, which gets ids; there is at least one. */
    Inserted insert(List<LogRow> rows) {
        return insert(null, rows, false);
    }

    /**
     * Inserts more rows of a batch; there is at least one.
     *
     * @param changesPoints whether they change points of earlier batches
     */
    Inserted insert(Long firstId, List<LogRow> rows, boolean changesPoints) {
        int weight = rows.stream().mapToInt(it -> it.message().weight()).sum();
        return sql.one(
                INSERT,
                row -> {
                    long first = row.getLong(1);
                    List<LogRow> rest = row.getArray(2) == null
                            ? List.of()
                            : rest(rows, first, (Long[]) row.getArray(2).getArray());
                    return new Inserted(first, rest, row.getLong(3), weight);
                },
                firstId,
                Columns.longs(rows, LogRow::place),
                Columns.longs(rows, it -> it.message().deviceRowId()),
                Columns.micros(rows, it -> it.message().time()),
                Columns.micros(rows, it -> it.message().receivedAt()),
                Columns.longs(rows, it -> it.series().series()),
                Columns.longs(rows, it -> it.series().tagSet()),
                unlessZero(Columns.longs(rows, LogRow::nanos)),
                unlessZero(Columns.longs(rows, LogRow::version)),
                Columns.texts(rows, LogRow::fields),
                unlessNull(Columns.texts(rows, it -> it.message().extra())),
                statusSeries(rows),
                rows.stream().mapToInt(LogRow::place).max().orElseThrow(),
                weight,
                edge(rows, BinaryOperator.minBy(BY_TIME)),
                edge(rows, BinaryOperator.maxBy(BY_TIME)),
                changesPoints,
                forwarding,
                rows.size());
    }

    private static Instant edge(List<LogRow> rows, BinaryOperator<Instant> which) {
        return rows.stream()
                .map(it -> it.message().time())
                .reduce(which)
                .orElseThrow()
                .truncatedTo(ChronoUnit.MICROS);
    }

    /** A column that says nothing is not sent: unnest makes nulls of it for less than it takes to read it. */
    private static long[] unlessZero(long[] column) {
        return LongStream.of(column).allMatch(it -> it == 0) ? null : column;
    }

    private static String[] unlessNull(String[] column) {
        return Stream.of(column).allMatch(Objects::isNull) ? null : column;
    }

    private static long[] statusSeries(List<LogRow> rows) {
        return rows.stream()
                .filter(it -> it.message().isStatus())
                .mapToLong(it -> it.series().series())
                .distinct()
                .toArray();
    }

    private static List<LogRow> rest(List<LogRow> rows, long first, Long[] inserted) {
        Set<Long> ids = new HashSet<>(List.of(inserted));
        return rows.stream().filter(it -> !ids.contains(first + it.place())).toList();
    }
}

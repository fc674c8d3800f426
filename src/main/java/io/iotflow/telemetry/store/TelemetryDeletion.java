package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Deletes from the log in pieces, each a transaction of its own, and takes what is gone from the counts. */
@Dependent
class TelemetryDeletion {

    /** About so many rows at once. */
    static final int PIECE = 10_000;

    /** Takes the rows that are {@code gone} from the counts. */
    private static final String SUBTRACT = """
            , counted AS (
                SELECT CASE WHEN received_at < now() - interval '26 hours' THEN '-infinity'
                            ELSE date_bin('1 minute', received_at, timestamptz 'epoch') END AS minute,
                       device, count(*)::integer AS rows
                FROM gone GROUP BY 1, 2),
            tallied AS (
                INSERT INTO telemetry_tally (minute, messages, devices, counts)
                SELECT minute, -rows, ARRAY[device], ARRAY[-rows] FROM counted)
            SELECT count(*) FROM gone""";

    private final Sql sql;
    private final MessageFlow flow;

    @Inject
    TelemetryDeletion(Sql sql, MessageFlow flow) {
        this.sql = sql;
        this.flow = flow;
    }

    /** What one piece deleted, and where the next one starts if there is one. */
    record Piece(int rows, Optional<Instant> next) {}

    /** Deletes the oldest piece of a selection, and counts it as this. */
    Piece deleteOldest(Selection selection, Flow as) {
        return sql.inNewTransaction(() -> {
            Optional<Instant> next = endOfPiece(selection);
            Selection piece = new Selection(
                    selection.deviceRowId(), selection.start(), next.orElse(selection.stop()), selection.measurement());
            int rows = delete(piece);
            flow.count(Map.of(as, (long) rows));
            return new Piece(rows, next);
        });
    }

    private Optional<Instant> endOfPiece(Selection selection) {
        SqlText query = new SqlText("SELECT log.time FROM telemetry log")
                .add(selection.where())
                .add(" ORDER BY log.time OFFSET ? LIMIT 1", PIECE - 1);
        return sql.list(query, row -> Sql.instant(row, 1)).stream()
                .findFirst()
                .map(it -> it.plus(1, ChronoUnit.MICROS));
    }

    private int delete(Selection selection) {
        SqlText delete = new SqlText("WITH gone AS (DELETE FROM telemetry log")
                .add(selection.where())
                .add(" RETURNING log.device, log.received_at)")
                .add(SUBTRACT);
        return sql.list(delete, row -> row.getInt(1)).get(0);
    }
}

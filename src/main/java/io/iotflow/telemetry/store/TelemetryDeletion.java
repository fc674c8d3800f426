package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.hibernate.Session;

/** Deletes from the log in pieces, each a transaction of its own, and takes what is gone from the counts. */
@ApplicationScoped
class TelemetryDeletion {

    /** About so many rows at once. */
    static final int PIECE = 10_000;

    private static final String END_OF_PIECE = "SELECT time FROM telemetry %s ORDER BY time OFFSET ? LIMIT 1";

    private static final String DELETE = """
            WITH gone AS (
                DELETE FROM telemetry %s RETURNING device, received_at),
            counted AS (
                SELECT CASE WHEN received_at < now() - interval '26 hours' THEN '-infinity'
                            ELSE date_bin('1 minute', received_at, timestamptz 'epoch') END AS minute,
                       device, count(*)::integer AS rows
                FROM gone GROUP BY 1, 2),
            tallied AS (
                INSERT INTO telemetry_tally (minute, messages, devices, counts)
                SELECT minute, -rows, ARRAY[device], ARRAY[-rows] FROM counted)
            SELECT count(*) FROM gone""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** What one piece deleted, and where the next one starts if there is one. */
    record Piece(int rows, Optional<Instant> next) {}

    /** Deletes the oldest piece of a selection. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Piece deleteOldest(Selection selection) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            Optional<Instant> next = endOfPiece(connection, selection);
            Selection piece = new Selection(
                    selection.device(), selection.start(), next.orElse(selection.stop()), selection.measurement());
            return new Piece(delete(connection, piece), next);
        });
    }

    private static Optional<Instant> endOfPiece(Connection connection, Selection selection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(END_OF_PIECE.formatted(selection.where()))) {
            query.setInt(selection.bind(query), PIECE - 1);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(row.getObject(1, OffsetDateTime.class)
                                .toInstant()
                                .plus(1, ChronoUnit.MICROS))
                        : Optional.empty();
            }
        }
    }

    private static int delete(Connection connection, Selection selection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE.formatted(selection.where()))) {
            selection.bind(delete);
            try (ResultSet row = delete.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.StoredTelemetry.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.Session;

/**
 * The log in the order of time, in pieces: each is a short transaction of its own, so that whoever reads slowly holds
 * neither a connection nor a snapshot, and is bounded in rows and in bytes.
 */
@ApplicationScoped
public class TimeOrdered {

    /**
     * The order is that of the bytes, whatever the database's collation, because the other store has the same. The sum
     * leaves out this row and the one before: a piece has at least two rows, so it goes on even where the first is known.
     */
    private static final String PIECE = """
            SELECT time, measurement, fields, tags FROM (
                SELECT time, measurement, fields, tags, coalesce(sum(length(fields)) OVER (
                    ORDER BY time, measurement COLLATE "C" ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS before
                FROM (SELECT time, measurement, fields::text, tags::text FROM telemetry
                      %s AND (time > ? OR measurement COLLATE "C" >= ?)%s
                      ORDER BY time, measurement COLLATE "C" LIMIT ?) AS piece) AS measured
            WHERE before < ? ORDER BY time, measurement COLLATE "C\"""";

    private static final String WITH_ANY_FIELD = " AND fields ??| ?";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** How much one piece may be: so many rows, about so many characters of fields, and so long in PostgreSQL. */
    public record Bounds(int rows, long characters, Duration timeout) {}

    /**
     * Reads the oldest rows of a selection, by time and measurement.
     *
     * @param first the first measurement that is wanted at the selection's start; empty for all
     * @param fields rows with one of these fields; none for all rows
     * @return whether the bounds left something out
     */
    @Transactional(TxType.REQUIRES_NEW)
    public boolean read(
            Selection selection, String first, List<String> fields, Bounds bounds, Consumer<StoredPoint> into) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            String sql = PIECE.formatted(selection.where(), fields.isEmpty() ? "" : WITH_ANY_FIELD);
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                int i = selection.bind(query);
                query.setObject(i++, Selection.utc(selection.start()));
                query.setString(i++, first);
                if (!fields.isEmpty()) {
                    query.setObject(i++, fields.toArray(String[]::new));
                }
                query.setInt(i++, bounds.rows());
                query.setLong(i, bounds.characters());
                query.setQueryTimeout(seconds(bounds.timeout()));
                try (ResultSet rows = query.executeQuery()) {
                    return read(rows, bounds, into);
                }
            }
        });
    }

    private static boolean read(ResultSet rows, Bounds bounds, Consumer<StoredPoint> into) throws SQLException {
        PointRows points = new PointRows(rows);
        int count = 0;
        long characters = 0;
        long last = 0;
        while (rows.next()) {
            characters += last;
            last = rows.getString(3).length();
            count++;
            into.accept(points.read());
        }
        return count == bounds.rows() || characters >= bounds.characters();
    }

    /** Reads the windows of a selection, in no order. The same bound on the time. */
    @Transactional(TxType.REQUIRES_NEW)
    public void windows(Selection selection, WindowQuery windows, Duration timeout, Consumer<StoredPoint> into) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(windows.sql(selection))) {
                windows.bind(query, selection);
                query.setQueryTimeout(seconds(timeout));
                query.setFetchSize(WindowQuery.FETCHED);
                try (ResultSet rows = query.executeQuery()) {
                    windows.read(rows, into);
                }
            }
        });
    }

    private static int seconds(Duration timeout) {
        return (int) Math.max(1, timeout.toSeconds());
    }
}

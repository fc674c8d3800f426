package io.iotflow.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** Reads the log back, and deletes from it. */
@ApplicationScoped
@Transactional
public class StoredTelemetry {

    private static final String OF_DEVICE = "WHERE device = ? AND time >= ? AND time < ?";
    private static final String OF_MEASUREMENT = " AND measurement = ?";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** Which rows: a device's, from start (inclusive) to stop (exclusive), of one measurement or all. */
    public record Selection(long device, Instant start, Instant stop, Optional<String> measurement) {}

    /** The oldest {@code limit} rows of a selection, by time and measurement. */
    public List<StoredPoint> range(Selection selection, int limit) {
        return points(
                "SELECT time, measurement, fields, tags FROM telemetry ",
                selection,
                " ORDER BY time, measurement",
                limit);
    }

    /** For every measurement and field its newest row. */
    public List<StoredPoint> latest(Selection selection) {
        return points("""
                SELECT DISTINCT ON (measurement, key) time, measurement, jsonb_build_object(key, value), tags
                FROM telemetry CROSS JOIN LATERAL jsonb_each(fields)\s""", selection, " ORDER BY measurement, key, time DESC", Integer.MAX_VALUE);
    }

    /** Deletes a selection; returns how many rows there were. */
    public int delete(Selection selection) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM telemetry " + where(selection))) {
                bind(delete, selection);
                return delete.executeUpdate();
            }
        });
    }

    private List<StoredPoint> points(String select, Selection selection, String order, int limit) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement(select + where(selection) + order + " LIMIT ?")) {
                int next = bind(query, selection);
                query.setInt(next, limit);
                try (ResultSet rows = query.executeQuery()) {
                    return StoredPoint.all(rows);
                }
            }
        });
    }

    private static String where(Selection selection) {
        return selection.measurement().isPresent() ? OF_DEVICE + OF_MEASUREMENT : OF_DEVICE;
    }

    private static int bind(PreparedStatement statement, Selection selection) throws SQLException {
        statement.setLong(1, selection.device());
        statement.setObject(2, selection.start().atOffset(ZoneOffset.UTC));
        statement.setObject(3, selection.stop().atOffset(ZoneOffset.UTC));
        if (selection.measurement().isEmpty()) {
            return 4;
        }
        statement.setString(4, selection.measurement().get());
        return 5;
    }
}

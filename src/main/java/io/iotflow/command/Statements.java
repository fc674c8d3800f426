package io.iotflow.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;

/** SQL in the caller's transaction. Parameters: texts, numbers, instants, arrays of long and of texts, or null. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
class Statements {

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The rows that a query, or a change with RETURNING, gives. */
    <T> List<T> query(String sql, Row<T> reader, Object... parameters) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, parameters);
                List<T> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(reader.read(result));
                    }
                }
                return rows;
            }
        });
    }

    /** Changes rows; returns how many. */
    int update(String sql, Object... parameters) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(connection, statement, parameters);
                return statement.executeUpdate();
            }
        });
    }

    private static void bind(Connection connection, PreparedStatement statement, Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value instanceof Instant time) {
                value = time.atOffset(ZoneOffset.UTC);
            } else if (value instanceof String[] texts) {
                value = connection.createArrayOf("text", texts);
            }
            statement.setObject(i + 1, value);
        }
    }
}

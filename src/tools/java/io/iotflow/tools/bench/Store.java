package io.iotflow.tools.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The bench's queries to PostgreSQL over one connection, whose server process is left out of the costs. */
final class Store implements AutoCloseable {

    private static final String OF_MEASUREMENT = " WHERE series IN (SELECT id FROM series WHERE measurement = ?)";

    private final Connection connection;
    private final long backend;

    Store(DataSource database) throws SQLException {
        this.connection = database.getConnection();
        this.backend = Long.parseLong(text("SELECT pg_backend_pid()"));
    }

    /** For small queries, asked often: a table without statistics might else be read from end to end each time. */
    static Store preferringIndexes(DataSource database) throws SQLException {
        Store store = new Store(database);
        try (Statement statement = store.connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
        }
        return store;
    }

    /** The server process that answers here. */
    long backend() {
        return backend;
    }

    /** A setting as PostgreSQL itself shows it. */
    String setting(String name) throws SQLException {
        return text("SHOW " + name);
    }

    /** Each phase begins with an empty log, so that none pays for the one before. */
    void empty() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE telemetry, outbox");
        }
    }

    long deviceRow(String deviceId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM device WHERE device_id = ?")) {
            query.setString(1, deviceId);
            return first(query);
        }
    }

    /** The committed rows of a measurement. */
    long count(String measurement) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM telemetry" + OF_MEASUREMENT)) {
            query.setString(1, measurement);
            return first(query);
        }
    }

    /** The committed rows of a measurement after an id, and the last id now. */
    Commits commitsAfter(long id, String measurement) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT count(*), max(id) FROM telemetry" + OF_MEASUREMENT + " AND id > ?")) {
            query.setString(1, measurement);
            query.setLong(2, id);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Commits(row.getLong(1), Math.max(id, row.getLong(2)));
            }
        }
    }

    /** The times of a device's rows after a time, in epoch milliseconds and in order. */
    List<Long> timesAfter(long epochMillis, long deviceRow) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT (extract(epoch FROM time) * 1000)::bigint FROM telemetry
                WHERE device = ? AND time > to_timestamp(?::float8 / 1000) ORDER BY time""")) {
            query.setLong(1, deviceRow);
            query.setLong(2, epochMillis);
            List<Long> times = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    times.add(row.getLong(1));
                }
            }
            return times;
        }
    }

    /** Rows that InfluxDB does not have yet. */
    long waitingToForward() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM outbox")) {
            return first(query);
        }
    }

    /** What Liquibase has run, in its order. */
    List<String> changeSets() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT author || ':' || id FROM databasechangelog ORDER BY orderexecuted")) {
            List<String> all = new ArrayList<>();
            while (row.next()) {
                all.add(row.getString(1));
            }
            return all;
        }
    }

    private String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static long first(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("no row");
            }
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone either way.
        }
    }

    record Commits(long count, long lastId) {}
}

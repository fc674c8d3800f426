package io.iotflow.tools.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * Puts rows of former times into the partition of the log that is written: into a copy without indexes, which are built
 * afterwards, and which takes the partition's place. Row by row through the indexes it would take many times as long. Nothing
 * must be stored meanwhile. Their ids are negative, so that whoever follows the log is behind them already, and no count knows
 * of them.
 */
final class LogFiller {

    private static final int PATIENCE_MILLIS = 1_200_000;

    private static final String PART = """
            SELECT part::text, pg_get_expr(relpartbound, part)
            FROM telemetry_partitions() JOIN pg_class ON pg_class.oid = part
            WHERE stop > ? ORDER BY stop LIMIT 1""";

    private static final String SENDER =
            "CREATE TEMPORARY TABLE sender (place bigint, senders bigint, device bigint, series integer, tag_set integer)"
                    + " ON COMMIT DROP";
    private static final String SENDERS = """
            INSERT INTO sender
            SELECT row_number() OVER (ORDER BY series.id) - 1 AS place, count(*) OVER () AS senders,
                   series.device, series.id AS series, tag_set.id AS tag_set
            FROM series JOIN tag_set ON tag_set.series = series.id
            WHERE measurement = ? AND series.tags = '{"room": "lab"}'""";

    /** A row of each series, then the next of each a second before it. */
    private static final String ROWS = """
            INSERT INTO filled (id, device, time, received_at, series, tag_set, nanos, version, fields)
            SELECT -n, sender.device, ?::timestamptz - (n / sender.senders + 1) * interval '1 second', ?::timestamptz,
                   sender.series, sender.tag_set, 0, 0, '{"battery": 3.71, "humidity": 48.25, "temperature": 21.5}'
            FROM generate_series(?::bigint, ?::bigint) AS n JOIN sender ON sender.place = n % sender.senders""";

    private final DataSource database;
    private long filled;

    LogFiller(DataSource database) {
        this.database = database;
    }

    /** How many rows the log has. */
    long rows() throws SQLException {
        return count("SELECT count(*) FROM telemetry");
    }

    /** Those of them that came through the application. */
    long rowsOfApplication() throws SQLException {
        return count("SELECT count(*) FROM telemetry WHERE id > 0");
    }

    /** The answer to a query for one number. */
    long count(String query) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Adds rows older than this time to the partition that holds it.
     *
     * @param measurement of whose series
     */
    void add(long rows, String measurement, Instant before) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Part part = part(connection, before);
            statement.execute("SET LOCAL work_mem = '256MB'"); // a join in portions would change the order
            statement.execute("SET LOCAL maintenance_work_mem = '512MB'");
            statement.execute("SET LOCAL max_parallel_workers_per_gather = 0");
            senders(connection, measurement);
            statement.execute("CREATE TABLE filled (LIKE telemetry INCLUDING DEFAULTS)");
            fill(connection, rows, Timestamp.from(before));
            statement.execute("INSERT INTO filled SELECT * FROM " + part.name());
            statement.execute("ALTER TABLE filled ADD PRIMARY KEY (id)");
            statement.execute("ALTER TABLE filled ADD UNIQUE (device, time, nanos, series, version)");
            statement.execute("ALTER TABLE telemetry DETACH PARTITION " + part.name());
            statement.execute("DROP TABLE " + part.name());
            statement.execute("ALTER TABLE filled RENAME TO " + part.name());
            statement.execute("ALTER TABLE telemetry ATTACH PARTITION " + part.name() + " " + part.bounds());
            connection.commit();
            filled += rows;
            connection.setAutoCommit(true);
            statement.execute("VACUUM (ANALYZE) telemetry");
        }
    }

    private record Part(String name, String bounds) {}

    private static Part part(Connection connection, Instant at) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PART)) {
            query.setTimestamp(1, Timestamp.from(at));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Part(row.getString(1), row.getString(2));
            }
        }
    }

    private static void senders(Connection connection, String measurement) throws SQLException {
        try (Statement create = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(SENDERS)) {
            create.execute(SENDER);
            insert.setString(1, measurement);
            insert.executeUpdate();
            create.execute("ANALYZE sender");
        }
    }

    private void fill(Connection connection, long rows, Timestamp before) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ROWS)) {
            insert.setTimestamp(1, before);
            insert.setTimestamp(2, before);
            insert.setLong(3, filled + 1);
            insert.setLong(4, filled + rows);
            insert.executeUpdate();
        }
    }

    private Connection open() throws SQLException {
        Connection connection = database.getConnection();
        connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
        return connection;
    }
}

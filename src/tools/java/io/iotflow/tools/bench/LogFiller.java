package io.iotflow.tools.bench;

import io.iotflow.platform.database.CopyRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Puts a partition with rows of former times in the place of the one that is written. They come by COPY into a table of its
 * own, whose indexes are built afterwards: row by row through the indexes, and through the log's triggers, it would take many
 * times as long. Nothing must be stored meanwhile. Their ids are negative, so that whoever follows the log is behind them
 * already, and no count knows of them.
 */
final class LogFiller {

    private static final int PATIENCE_MILLIS = 1_200_000;
    private static final int TELL_EVERY = 10_000_000;
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration MOST_STEP = Duration.ofSeconds(1);

    /**
     * How full the pages of the index of identities are made, in percent: where PostgreSQL fills them row by row they are about
     * that full, and one with no room would be split by the first rows that come to it. Afterwards they are split as always.
     */
    private static final int FULL = 70;

    private static final String PART = """
            SELECT part::text AS name, pg_get_expr(relpartbound, part) AS bounds, pg_get_partition_constraintdef(part) AS rule,
                   (SELECT max(stop) FROM telemetry_partitions() WHERE stop <= ?) AS start
            FROM telemetry_partitions() JOIN pg_class ON pg_class.oid = part
            WHERE stop > ? ORDER BY stop LIMIT 1""";

    /**
     * What all rows have alike is a default meanwhile: it need not be sent, and PostgreSQL need not parse it. Autovacuum stays
     * away: after so many rows that are new it would come in one measurement, and not in another.
     */
    private static final String CREATE = """
            CREATE TABLE %1$s (LIKE telemetry, CONSTRAINT filled CHECK %2$s) WITH (autovacuum_enabled = false);
            ALTER TABLE %1$s ALTER received_at SET DEFAULT '%3$s', ALTER nanos SET DEFAULT 0, ALTER version SET DEFAULT 0,
                ALTER fields SET DEFAULT '{"battery": 3.71, "humidity": 48.25, "temperature": 21.5}'""";

    /** The rows are frozen from the start: nobody has to read and write them again. */
    private static final String COPY =
            "COPY %s (id, device, time, series, tag_set) FROM STDIN WITH (FORMAT binary, FREEZE)";

    private static final String NO_DEFAULTS = "ALTER TABLE %s ALTER received_at DROP DEFAULT, ALTER nanos DROP DEFAULT,"
            + " ALTER version DROP DEFAULT, ALTER fields DROP DEFAULT";

    private static final String IDS = "ALTER TABLE %s ADD PRIMARY KEY (id)";

    private static final String IDENTITIES = """
            ALTER TABLE %1$s ADD UNIQUE (device, time, nanos, series, version) WITH (fillfactor = %2$d);
            ALTER INDEX %1$s_device_time_nanos_series_version_key RESET (fillfactor)""";

    /** The constraint says what the partition's rule does, so nothing is read to prove it. */
    private static final String ATTACH = """
            ALTER TABLE telemetry ATTACH PARTITION %1$s %2$s;
            ALTER TABLE %1$s DROP CONSTRAINT filled""";

    private final DataSource database;
    private final Consumer<String> progress;
    private long filled;
    private long replaced;

    LogFiller(DataSource database, Consumer<String> progress) {
        this.database = database;
        this.progress = progress;
    }

    /** How many rows the log has. */
    long rows() throws SQLException {
        return filled + present();
    }

    /** How many rows have come through the application, whether they are there or were replaced. */
    long rowsOfApplication() throws SQLException {
        return replaced + present();
    }

    private long present() throws SQLException {
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
     * Drops the partition that holds this time with its rows, and puts one with so many older rows in its place.
     *
     * @param measurement of whose series each has the same number of rows
     */
    void replace(long rows, String measurement, Instant before) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            Part part = part(connection, before);
            Senders senders = Senders.of(connection, measurement);
            long until = present();
            connection.setAutoCommit(false);
            statement.execute("ALTER TABLE telemetry DETACH PARTITION " + part.name());
            statement.execute("DROP TABLE " + part.name());
            connection.commit(); // for the disk's sake, and so that nobody waits for the lock as long as it takes
            replaced += until - present();
            filled = rows;
            statement.execute(CREATE.formatted(part.name(), part.rule(), before));
            copy(connection, rows, part, senders, before);
            statement.execute(NO_DEFAULTS.formatted(part.name()));
            statement.execute("SET LOCAL maintenance_work_mem = '512MB'");
            progress.accept("the index of ids");
            statement.execute(IDS.formatted(part.name()));
            progress.accept("the index of identities");
            statement.execute(IDENTITIES.formatted(part.name(), FULL));
            statement.execute(ATTACH.formatted(part.name(), part.bounds()));
            connection.commit();
            connection.setAutoCommit(true);
            progress.accept("vacuum and analyze");
            statement.execute("VACUUM (FREEZE, ANALYZE)"); // also what autovacuum would soon find
        }
    }

    private record Part(String name, String bounds, String rule, Instant start) {}

    private static Part part(Connection connection, Instant at) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PART)) {
            query.setTimestamp(1, Timestamp.from(at));
            query.setTimestamp(2, Timestamp.from(at));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                Timestamp start = row.getTimestamp("start");
                return new Part(
                        row.getString("name"),
                        row.getString("bounds"),
                        row.getString("rule"),
                        start == null ? POSTGRES_EPOCH : start.toInstant());
            }
        }
    }

    /** Each series in turn, the rows of one turn at one time, the newest turn last. */
    private void copy(Connection connection, long rows, Part part, Senders senders, Instant before)
            throws SQLException {
        long turns = (rows - 1) / senders.number() + 1;
        long step = Math.min(MOST_STEP.toNanos() / 1_000, part.start().until(before, ChronoUnit.MICROS) / (turns + 1));
        long oldest = POSTGRES_EPOCH.until(before, ChronoUnit.MICROS) - turns * step;
        try (CopyRows copy = new CopyRows(connection, COPY.formatted(part.name()))) {
            for (long row = 0; row < rows; row++) {
                int sender = (int) (row % senders.number());
                copy.row(5)
                        .bigint(row - rows)
                        .bigint(senders.devices()[sender])
                        .bigint(oldest + row / senders.number() * step)
                        .integer(senders.series()[sender])
                        .integer(senders.tagSets()[sender]);
                if ((row + 1) % TELL_EVERY == 0) {
                    progress.accept(String.format(Locale.ROOT, "%,d of %,d rows", row + 1, rows));
                }
            }
            copy.end();
        }
    }

    private Connection open() throws SQLException {
        Connection connection = database.getConnection();
        connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
        return connection;
    }
}

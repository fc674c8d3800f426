package io.iotflow.tools.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * What PostgreSQL has counted until now, or between two times.
 *
 * @param walBytes written ahead
 * @param walPages whole pages in it, which come with the first change of a page after each checkpoint
 * @param walSyncs how often the log was brought to the disk
 * @param commits transactions
 * @param logBytes of the log's tables with their indexes
 */
record DatabaseCosts(long walBytes, long walPages, long walSyncs, long commits, long logBytes) {

    private static final String QUERY = """
            SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, wal_fpi,
                   (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'),
                   (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
                   (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'telemetry'::regclass)
            FROM pg_stat_wal""";

    static DatabaseCosts of(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            return new DatabaseCosts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    DatabaseCosts minus(DatabaseCosts before) {
        return new DatabaseCosts(
                walBytes - before.walBytes,
                walPages - before.walPages,
                walSyncs - before.walSyncs,
                commits - before.commits,
                logBytes - before.logBytes);
    }
}

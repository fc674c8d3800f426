package io.iotflow.tools.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** How far the evaluation of alerts is, as PostgreSQL has it. */
final class AlertTables implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Connection connection;

    AlertTables(DataSource database) throws SQLException {
        this.connection = database.getConnection();
    }

    /** Messages that are stored and not yet judged. */
    long behind() throws SQLException {
        return one("SELECT count(*) FROM telemetry WHERE id > (SELECT position FROM alert_cursor)");
    }

    /** Alerts that are not cleared. */
    long open() throws SQLException {
        return one("SELECT count(*) FROM alert WHERE cleared_at IS NULL");
    }

    /** What became of alerts, in all. */
    long events() throws SQLException {
        return one("SELECT count(*) FROM alert_event");
    }

    /** Turns all rules on or off, as if each had been replaced. */
    void enableRules(boolean isEnabled) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE alert_rule SET enabled = " + isEnabled
                    + ", version = version + 1, active_at = now();" + "UPDATE alert_change SET version = version + 1");
        }
    }

    /** Seconds until everything stored is judged. */
    double catchUp() throws SQLException {
        return await(() -> behind() == 0);
    }

    /** A condition on what these tables have. */
    @FunctionalInterface
    interface Condition {
        boolean isMet() throws SQLException;
    }

    /** Seconds until it is met. */
    static double await(Condition condition) throws SQLException {
        long from = System.nanoTime();
        while (!condition.isMet()) {
            if (System.nanoTime() - from > PATIENCE.toNanos()) {
                throw new IllegalStateException("the evaluation of alerts does not come to its end");
            }
            Threads.sleep(LOOK_EVERY);
        }
        return (System.nanoTime() - from) / 1e9;
    }

    private long one(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

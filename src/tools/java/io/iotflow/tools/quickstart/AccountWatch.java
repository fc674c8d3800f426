package io.iotflow.tools.quickstart;

import io.iotflow.platform.database.Changes;
import io.iotflow.platform.task.BackOff;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears from PostgreSQL, within moments of the commit, whose rights at the broker have changed. */
final class AccountWatch {

    /** What the application announces; the device id follows. */
    private static final String PREFIX = "broker_account:";

    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final int WAIT_MILLIS = 5_000;

    private final DataSource database;
    private final Consumer<String> changed;
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5));

    AccountWatch(DataSource database, Consumer<String> changed) {
        this.database = database;
        this.changed = changed;
    }

    /** Watches on a daemon thread, for as long as this program runs. */
    void start() {
        Thread thread = new Thread(this::run, "broker-account-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Connection connection = database.getConnection();
                    Statement listen = connection.createStatement()) {
                connection.setNetworkTimeout(Runnable::run, 2 * WAIT_MILLIS);
                listen.execute("LISTEN " + Changes.CHANNEL);
                changed.accept(""); // what happened before, or meanwhile, was not heard
                backOff.reset();
                hear(connection);
            } catch (SQLException e) {
                LOG.debug("PostgreSQL does not say whose rights change: {}", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                LOG.warn("The broker cannot follow a change of rights now, and tries again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        PGConnection reports = connection.unwrap(PGConnection.class);
        PGNotification[] notifications = new PGNotification[0];
        while (notifications.length > 0 || connection.isValid(WAIT_MILLIS / 1_000)) { // who tells something is there
            PGNotification[] told = reports.getNotifications(WAIT_MILLIS);
            notifications = told == null ? new PGNotification[0] : told;
            for (PGNotification notification : notifications) {
                if (notification.getParameter().startsWith(PREFIX)) {
                    changed.accept(notification.getParameter().substring(PREFIX.length()));
                }
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(backOff.next().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

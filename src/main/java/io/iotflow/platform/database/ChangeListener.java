package io.iotflow.platform.database;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Holds a connection of its own that LISTENs, for ever, and passes the notifications on. A time without it ends with
 * {@link Changed#everything}, because notifications may have been missed.
 */
@ApplicationScoped
class ChangeListener {

    private static final Logger LOG = Logger.getLogger(ChangeListener.class.getName());
    private static final int WAIT_MILLIS = 10_000; // less than the socket's time-out
    private static final int VALID_SECONDS = 5;
    private static final Duration NONE = Duration.ofDays(1);

    private final Event<Changed> changes;
    private final BackgroundTask task;
    private volatile Connection connection; // null while there is none
    private volatile boolean stopping;

    @Inject
    ChangeListener(Event<Changed> changes, BackgroundTasks tasks) {
        this.changes = changes;
        this.task = tasks.task(
                "change-listener",
                "changes made elsewhere are not heard",
                new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5)),
                this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    /** Ends the wait for a notification, which no interrupt does. */
    void stop(@Observes ApplicationStopping application) throws SQLException {
        stopping = true;
        Connection open = connection;
        if (open != null) {
            open.abort(Runnable::run);
        }
    }

    /** One wait, on the connection of the turn before if it is good. */
    private Duration turn() throws SQLException {
        if (stopping) {
            return NONE;
        }
        try {
            if (connection == null) {
                connection = listen();
                pass(Changed.everything());
            }
            hear();
            return Duration.ZERO;
        } catch (SQLException | RuntimeException e) {
            disconnect();
            if (stopping) {
                return NONE;
            }
            throw e;
        }
    }

    private static Connection listen() throws SQLException {
        Connection opened = new ConfiguredDataSource().getConnection();
        try (Statement listen = opened.createStatement()) {
            listen.execute("LISTEN " + Changes.CHANNEL);
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    private void hear() throws SQLException {
        PGNotification[] notifications = connection.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
        if (notifications == null || notifications.length == 0) {
            if (!connection.isValid(VALID_SECONDS)) {
                throw new SQLException("the connection is gone");
            }
            return;
        }
        for (PGNotification notification : notifications) {
            String[] parts = notification.getParameter().split(":", 2);
            pass(new Changed(parts[0], parts.length > 1 ? parts[1] : ""));
        }
    }

    private void disconnect() {
        Connection lost = connection;
        connection = null;
        try {
            if (lost != null) {
                lost.close();
            }
        } catch (SQLException e) {
            LOG.log(Level.FINE, "the lost connection cannot be closed", e);
        }
    }

    private void pass(Changed change) {
        try {
            changes.fire(change);
        } catch (RuntimeException | Error e) { // who cannot take the notification must not keep it from the others
            LOG.log(Level.WARNING, e, () -> "a change could not be passed on to everybody");
        }
    }
}

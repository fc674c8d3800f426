package io.iotflow.platform.database;

import io.iotflow.platform.task.BackOff;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Holds a connection of its own that LISTENs, for ever, and passes the notifications on. A time without it ends with
 * {@link Changed#everything}, because notifications may have been missed.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ChangeListener {

    private static final Logger LOG = Logger.getLogger(ChangeListener.class.getName());
    private static final int WAIT_MILLIS = 10_000; // less than the socket's time-out
    private static final int VALID_SECONDS = 5;

    @Inject
    private Event<Changed> changes;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private Future<?> listening;
    private volatile boolean closing;

    @PostConstruct
    void start() {
        listening = executor.submit(this::run);
    }

    @PreDestroy
    void stop() {
        closing = true;
        listening.cancel(true);
    }

    private void run() {
        try {
            while (!closing) {
                try (Connection connection = new ConfiguredDataSource().getConnection()) {
                    listen(connection);
                } catch (SQLException e) {
                    pause("PostgreSQL does not answer (" + e.getMessage() + ")");
                } catch (RuntimeException | Error e) { // whatever it is, this task must not end
                    LOG.log(Level.WARNING, e, () -> "the listener for changes failed");
                    pause("it failed");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the application stops
        }
    }

    private void pause(String reason) throws InterruptedException {
        Duration pause = backOff.next();
        LOG.warning(() ->
                "changes made elsewhere are not heard: " + reason + "; next attempt in " + pause.toMillis() + " ms");
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement listen = connection.createStatement()) {
            listen.execute("LISTEN " + Changes.CHANNEL);
        }
        backOff.reset();
        pass(Changed.everything());
        PGConnection listener = connection.unwrap(PGConnection.class);
        while (!closing) {
            PGNotification[] notifications = listener.getNotifications(WAIT_MILLIS);
            if (notifications == null || notifications.length == 0) {
                requireAlive(connection);
                continue;
            }
            for (PGNotification notification : notifications) {
                String[] parts = notification.getParameter().split(":", 2);
                pass(new Changed(parts[0], parts.length > 1 ? parts[1] : ""));
            }
        }
    }

    private static void requireAlive(Connection connection) throws SQLException {
        if (!connection.isValid(VALID_SECONDS)) {
            throw new SQLException("the connection is gone");
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

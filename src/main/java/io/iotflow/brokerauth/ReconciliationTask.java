package io.iotflow.brokerauth;

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
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Reconciles at start and every {@code IOTFLOW_BROKER_RECONCILE_INTERVAL}; of several nodes one at a time. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ReconciliationTask {

    private static final Logger LOG = Logger.getLogger(ReconciliationTask.class.getName());
    private static final long RECONCILERS = 0x10F_EC0L;

    @Inject
    private AccountSettings settings;

    @Inject
    private ServerRights server;

    @Inject
    private Reconciliation reconciliation;

    @Inject
    private MissingAccounts missing;

    @Inject
    private MetricRegistry metrics;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    private final BackOff pause = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private volatile Future<?> next;
    private volatile boolean closing;

    @PostConstruct
    void start() {
        if (settings.mosquitto) {
            metrics.gauge(
                    "iotflow_broker_accounts",
                    reconciliation,
                    it -> Integer.valueOf(it.present()),
                    new Tag("state", "present"));
            metrics.gauge(
                    "iotflow_broker_accounts", missing, it -> Integer.valueOf(it.count()), new Tag("state", "missing"));
            later(Duration.ZERO);
        }
    }

    @PreDestroy
    void stop() {
        closing = true;
        if (next != null) {
            next.cancel(true);
        }
    }

    private void later(Duration wait) {
        if (!closing) {
            next = timer.schedule(this::run, wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        Duration wait = settings.reconcileInterval;
        try (Connection connection = dataSource.getConnection()) {
            if (lock(connection, "pg_try_advisory_lock")) {
                try {
                    server.ensure();
                    reconciliation.run();
                } finally {
                    lock(connection, "pg_advisory_unlock");
                }
            }
            pause.reset();
        } catch (SQLException | RuntimeException e) {
            wait = pause.next();
            String again = wait.toMillis() + " ms";
            LOG.warning(() -> "the broker's accounts cannot be compared with the registry now (" + e.getMessage()
                    + "); next attempt in " + again);
            LOG.log(Level.FINE, e, () -> "cause");
        } finally {
            later(wait);
        }
    }

    private static boolean lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + function + "(?)")) {
            statement.setLong(1, RECONCILERS);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}

package io.iotflow.brokerauth;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.annotation.Resource;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Reconciles at start and every {@code IOTFLOW_BROKER_RECONCILE_INTERVAL}; of several nodes one at a time. */
@Singleton
class ReconciliationTask {

    private static final long RECONCILERS = 0x10F_EC0L;

    private final AccountSettings settings;
    private final ServerRights server;
    private final Reconciliation reconciliation;
    private final MissingAccounts missing;
    private final MetricRegistry metrics;
    private final BackgroundTask task;

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    @Inject
    ReconciliationTask(
            AccountSettings settings,
            ServerRights server,
            Reconciliation reconciliation,
            MissingAccounts missing,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this.settings = settings;
        this.server = server;
        this.reconciliation = reconciliation;
        this.missing = missing;
        this.metrics = metrics;
        this.task = tasks.task(
                "broker-reconciliation",
                "the broker's accounts cannot be compared with the registry now",
                this::reconcile);
    }

    void start(@Observes ApplicationReady ready) {
        if (settings.mosquitto) {
            accounts("present", reconciliation::present);
            accounts("missing", missing::count);
            task.start();
        }
    }

    private void accounts(String state, Supplier<Integer> count) {
        metrics.gauge("iotflow_broker_accounts", count, Supplier::get, new Tag("state", state));
    }

    private Duration reconcile() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (lock(connection, "pg_try_advisory_lock")) {
                try {
                    server.ensure();
                    reconciliation.run();
                } finally {
                    lock(connection, "pg_advisory_unlock");
                }
            }
        }
        return settings.reconcileInterval;
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

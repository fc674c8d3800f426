package io.iotflow.brokerauth;

import io.iotflow.mqtt.Connected;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Sees to our own account's rights at start and whenever the session with the broker stands again, for it may be a new
 * one; and compares the devices' accounts at start and every {@code IOTFLOW_BROKER_RECONCILE_INTERVAL}, of several nodes
 * one at a time.
 */
@Singleton
class ReconciliationTask {

    /** When a node dies, another one compares after this. */
    private static final Duration CLAIM = Duration.ofMinutes(10);

    private static final String TAKE = """
            UPDATE broker_reconciliation SET claimed_until = now() + ? * interval '1 millisecond'
            WHERE claimed_until <= now()""";

    private static final String END = "UPDATE broker_reconciliation SET claimed_until = now()";

    private final AccountSettings settings;
    private final ServerRights server;
    private final Reconciliation reconciliation;
    private final MissingAccounts missing;
    private final MetricRegistry metrics;
    private final Sql sql;
    private final BackgroundTask task;
    private Instant nextComparison = Instant.EPOCH; // of the task

    @Inject
    ReconciliationTask(
            AccountSettings settings,
            ServerRights server,
            Reconciliation reconciliation,
            MissingAccounts missing,
            Sql sql,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this.settings = settings;
        this.server = server;
        this.reconciliation = reconciliation;
        this.missing = missing;
        this.sql = sql;
        this.metrics = metrics;
        this.task = tasks.task(
                "broker-reconciliation", "the broker's accounts cannot be compared with the registry now", this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        if (settings.mosquitto) {
            accounts("present", reconciliation::present);
            accounts("missing", missing::count);
            task.start();
        }
    }

    /** Looks at once whether the broker is another one than before. */
    void onConnected(@Observes Connected connection) {
        task.wake();
    }

    private void accounts(String state, Supplier<Integer> count) {
        metrics.gauge("iotflow_broker_accounts", count, Supplier::get, new Tag("state", state));
    }

    /** A claim is for the comparison alone: who waits for it has the server without rights, whose messages are lost. */
    private Duration turn() {
        server.ensure();
        if (!Instant.now().isBefore(nextComparison)) {
            reconcile();
            nextComparison = Instant.now().plus(settings.reconcileInterval);
        }
        return Duration.between(Instant.now(), nextComparison);
    }

    /** No transaction is open while the broker is waited for. Should two nodes be at it, they only store the same twice. */
    private void reconcile() {
        if (sql.update(TAKE, CLAIM.toMillis()) == 1) {
            try {
                reconciliation.run();
            } finally {
                sql.update(END);
            }
        }
    }
}

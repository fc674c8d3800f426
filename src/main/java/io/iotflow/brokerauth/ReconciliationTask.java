package io.iotflow.brokerauth;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Compares accounts at start and every {@code IOTFLOW_BROKER_RECONCILE_INTERVAL}; of several nodes one at a time. */
@Singleton
class ReconciliationTask {

    /** When a node dies, another one compares after this. */
    private static final Duration CLAIM = Duration.ofMinutes(10);

    private static final String TAKE = """
            UPDATE broker_reconciliation SET claimed_until = now() + ? * interval '1 millisecond'
            WHERE claimed_until <= now()""";

    private static final String END = "UPDATE broker_reconciliation SET claimed_until = now()";

    private final AccountSettings settings;
    private final Reconciliation reconciliation;
    private final MissingAccounts missing;
    private final MetricRegistry metrics;
    private final Sql sql;
    private final BackgroundTask task;

    @Inject
    ReconciliationTask(
            AccountSettings settings,
            Reconciliation reconciliation,
            MissingAccounts missing,
            Sql sql,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this.settings = settings;
        this.reconciliation = reconciliation;
        this.missing = missing;
        this.sql = sql;
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

    /** No transaction is open while the broker is waited for. Should two nodes be at it, they only store the same twice. */
    private Duration reconcile() {
        if (sql.update(TAKE, CLAIM.toMillis()) == 1) {
            try {
                reconciliation.run();
            } finally {
                sql.update(END);
            }
        }
        return settings.reconcileInterval;
    }
}

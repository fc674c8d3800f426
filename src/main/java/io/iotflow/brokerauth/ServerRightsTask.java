package io.iotflow.brokerauth;

import io.iotflow.mqtt.BrokerConnection;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Gives our own account at Mosquitto the topics of mappings as soon as they change, and has them subscribed to. */
@Singleton
class ServerRightsTask {

    private static final Duration UNTIL_A_CHANGE = Duration.ofDays(1);

    private final AccountSettings settings;
    private final ServerRights rights;
    private final BrokerConnection broker;
    private final BackgroundTask task;

    @Inject
    ServerRightsTask(AccountSettings settings, ServerRights rights, BrokerConnection broker, BackgroundTasks tasks) {
        this.settings = settings;
        this.rights = rights;
        this.broker = broker;
        this.task = tasks.task(
                "broker-server-rights",
                "our account at the broker cannot be given the topics of mappings now",
                this::turn);
    }

    /** Reconciliation does it at the start. */
    void start(@Observes ApplicationReady ready) {
        if (settings.mosquitto) {
            task.start(UNTIL_A_CHANGE);
        }
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(AccountChanges.TOPIC) && change.isEverything()) {
            task.wake();
        }
    }

    private Duration turn() {
        rights.ensure();
        broker.filtersChanged();
        return UNTIL_A_CHANGE;
    }
}

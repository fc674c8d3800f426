package io.iotflow.brokerauth;

import io.iotflow.mqtt.BrokerConnection;
import io.iotflow.mqtt.Connected;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Sees to the rights of our own account at Mosquitto: at the start, whenever our session stands again, for it may be a new
 * broker, and when the topics of mappings change, which are subscribed to then. Every node does: who waited for another
 * one would publish without the right to, which Mosquitto confirms all the same.
 */
@Singleton
class ServerRightsTask {

    private static final Duration UNTIL_A_CHANGE = Duration.ofDays(1);

    private final AccountSettings settings;
    private final ServerRights rights;
    private final Runnable onRights;
    private final BackgroundTask task;

    @Inject
    ServerRightsTask(AccountSettings settings, ServerRights rights, BrokerConnection broker, BackgroundTasks tasks) {
        this(settings, rights, broker::filtersChanged, tasks);
    }

    ServerRightsTask(AccountSettings settings, ServerRights rights, Runnable onRights, BackgroundTasks tasks) {
        this.settings = settings;
        this.rights = rights;
        this.onRights = onRights;
        this.task = tasks.task(
                "broker-server-rights", "our account at the broker cannot be given its rights now", this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        if (settings.mosquitto) {
            task.start();
        }
    }

    void onConnected(@Observes Connected connection) {
        task.wake();
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(AccountChanges.TOPIC) && change.isEverything()) {
            task.wake();
        }
    }

    private Duration turn() {
        rights.ensure();
        onRights.run();
        return UNTIL_A_CHANGE;
    }
}

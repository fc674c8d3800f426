package io.iotflow.brokerauth;

import io.iotflow.platform.database.Changed;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Does what is due, as soon as its transaction is committed; tries for ever while the broker is away. One node does it
 * at a time, and another one takes over within seconds.
 */
@Singleton
class AccountTask {

    private static final Duration LOOK = Duration.ofSeconds(2); // for what becomes due, and what a dead node left

    private final AccountSettings settings;
    private final DueAccounts due;
    private final BackgroundTask task;

    @Inject
    AccountTask(AccountSettings settings, DueAccounts due, BackgroundTasks tasks) {
        this.settings = settings;
        this.due = due;
        this.task = tasks.task(
                "broker-accounts",
                "the broker's accounts cannot be changed now; the changes are kept in PostgreSQL",
                new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15)),
                this::apply);
    }

    void start(@Observes ApplicationReady ready) {
        if (settings.mosquitto) {
            task.start();
        }
    }

    /** Wakes the task. */
    void onChange(@Observes Changed change) {
        if (change.concerns(AccountChanges.TOPIC)) {
            task.wake();
        }
    }

    private Duration apply() {
        return due.seeTo() == 0 ? LOOK : Duration.ZERO; // there may be more
    }
}

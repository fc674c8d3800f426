package io.iotflow.telemetry.store;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes the log's partitions ahead of time and drops those that have expired. When this comes too late, the first message
 * makes its own.
 */
@ApplicationScoped
class PartitionTask {

    private final Partitions partitions;
    private final Expiry expiry;
    private final RetentionSettings settings;
    private final BackgroundTask task;

    @Inject
    PartitionTask(Partitions partitions, Expiry expiry, RetentionSettings settings, BackgroundTasks tasks) {
        this.partitions = partitions;
        this.expiry = expiry;
        this.settings = settings;
        this.task = tasks.task(
                "partitions", "partitions cannot be made ahead, or expired messages dropped, now", this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    private Duration turn() {
        try {
            makeAhead();
        } finally { // what has expired need not wait for that
            expiry.run(Instant.now());
        }
        return settings.partitionInterval;
    }

    /** The one that the newest message can be in, and the next one. */
    private void makeAhead() {
        Instant newest = Instant.now().plus(settings.maxFuture);
        partitions.makeUntil(settings.partition.next(newest));
    }
}

package io.iotflow.telemetry.ingest;

import io.iotflow.device.DeviceDeletion;
import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Quarantine;
import io.iotflow.telemetry.store.StoredTelemetry;
import io.iotflow.telemetry.store.TelemetryLog;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Deletes the messages of a device that is being deleted, also those that were refused; its counts follow. */
@Singleton
class DeletedDevices {

    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final TelemetryLog log;
    private final StoredTelemetry stored;
    private final Quarantine quarantine;
    private final Duration commitTimeout;

    @Inject
    DeletedDevices(TelemetryLog log, StoredTelemetry stored, Quarantine quarantine, TelemetrySettings settings) {
        this.log = log;
        this.stored = stored;
        this.quarantine = quarantine;
        this.commitTimeout = settings.commitTimeout;
    }

    /** Before the time-series store does: what it would find here afterwards, it would be given again. */
    void onDeletion(@Observes @Priority(Interceptor.Priority.APPLICATION) DeviceDeletion deletion) {
        awaitQueued();
        stored.delete(new StoredTelemetry.Selection(deletion.device().rowId(), Instant.EPOCH, END, Optional.empty()));
        stored.forget(deletion.device());
        quarantine.forget(deletion.device().deviceId());
    }

    /** The device is inactive, so nothing new comes in; but what came before may still wait in memory. */
    private void awaitQueued() {
        try {
            log.caughtUp().get(commitTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(e);
        }
    }

    private static Problem unavailable(Exception cause) {
        return Problem.unavailable(
                "PostgreSQL did not commit in time what this device had sent. Delete again.",
                Duration.ofSeconds(5),
                cause);
    }
}

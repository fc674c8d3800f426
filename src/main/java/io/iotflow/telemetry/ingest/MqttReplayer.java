package io.iotflow.telemetry.ingest;

import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Quarantined;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Replayed;
import io.iotflow.quarantine.Replayer;
import io.iotflow.telemetry.store.FieldsRefused;
import io.iotflow.telemetry.store.NotInQuarantine;
import io.iotflow.telemetry.store.NotStored;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** Reads refused MQTT messages again, as they came then: a message without a time has the time at which it came. */
@Singleton
class MqttReplayer implements Replayer {

    private final InboundMessages opening;
    private final TelemetryLog log;
    private final TelemetrySettings settings;
    private final Retention retention;
    private final Counter storedCount;

    @Inject
    MqttReplayer(
            InboundMessages opening,
            TelemetryLog log,
            TelemetrySettings settings,
            Retention retention,
            MetricRegistry metrics) {
        this.opening = opening;
        this.log = log;
        this.settings = settings;
        this.retention = retention;
        this.storedCount = metrics.counter("iotflow_stored");
    }

    @Override
    public String source() {
        return "mqtt";
    }

    @Override
    public List<Replayed> replay(List<Quarantined> messages) {
        // A clock of their own, and in the order in which they came: it gives each the time at which it came.
        MessageReader reader = new MessageReader(settings, retention);
        List<Supplier<Replayed>> outcomes =
                inOrder(messages).stream().map(it -> begin(it, reader)).toList();
        return outcomes.stream().map(Supplier::get).toList(); // after all have begun: they share a commit
    }

    private Supplier<Replayed> begin(Quarantined message, MessageReader reader) {
        try {
            CompletableFuture<List<Long>> commit = log.append(message.id(), read(message, reader));
            return () -> await(message.id(), commit);
        } catch (Refused e) {
            Replayed refused = Replayed.refused(message.id(), e.reason(), e.detail());
            return () -> refused;
        }
    }

    private static List<Quarantined> inOrder(List<Quarantined> messages) {
        return messages.stream()
                .sorted(Comparator.comparing(Quarantined::receivedAt))
                .toList();
    }

    private List<TelemetryMessage> read(Quarantined message, MessageReader reader) throws Refused {
        if (message.reason().equals(Reason.TOO_LARGE.code())) {
            // Of most of these only the beginning was kept, which may well read as something else.
            throw new Refused(Reason.TOO_LARGE, "payload", "was too large, and may not have been kept whole");
        }
        ReceivedMessage received =
                new ReceivedMessage(message.topic(), message.payload(), message.receivedAt(), false, () -> {});
        Readings readings = opening.openAgain(received).read(reader, settings.maxBodyBytes);
        if (readings.refused().isPresent()) {
            throw readings.refused().get(); // what could be stored of it is stored already
        }
        if (readings.messages().isEmpty()) {
            throw new Refused(Reason.NO_FIELD, "the mapping", "makes no message of it");
        }
        return readings.messages();
    }

    private Replayed await(long id, CompletableFuture<List<Long>> commit) {
        try {
            commit.get(settings.commitTimeout.toMillis(), TimeUnit.MILLISECONDS);
            storedCount.inc();
            return Replayed.accepted(id);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FieldsRefused refused) {
                return Replayed.refused(id, refused.reason(), refused.detail());
            }
            return e.getCause() instanceof NotInQuarantine
                    ? Replayed.notFound(id)
                    : Replayed.refused(id, reason(e.getCause()), e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (TimeoutException e) {
            throw unavailable(e);
        }
    }

    private static Reason reason(Throwable failure) {
        return failure instanceof NotStored it ? it.reason() : Reason.INTERNAL_ERROR;
    }

    private static Problem unavailable(Exception cause) {
        return Problem.unavailable(
                "PostgreSQL did not commit in time. Replay again: what was stored meanwhile is no longer in the"
                        + " quarantine, and nothing is stored twice.",
                Duration.ofSeconds(5),
                cause);
    }
}

package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.DeviceTopics;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.mqtt.Subscriber;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimits;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.telemetry.store.FieldsRefused;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Ingestion: messages from the broker connection and messages from the resources go through here into the log. */
@ApplicationScoped
public class Ingest implements Subscriber {

    private static final Logger LOG = Logger.getLogger(Ingest.class.getName());

    private final TelemetryLog log;
    private final MessageReader reader;
    private final DeviceRegistry devices;
    private final RateLimits limits;
    private final HttpUploads uploads;
    private final int largestPayload;
    private final Counter overMqtt;
    private final Counter storedCount;

    protected Ingest() { // CDI proxy
        this.log = null;
        this.reader = null;
        this.devices = null;
        this.limits = null;
        this.uploads = null;
        this.largestPayload = 0;
        this.overMqtt = null;
        this.storedCount = null;
    }

    @Inject
    Ingest(
            TelemetryLog log,
            MessageReader reader,
            DeviceRegistry devices,
            RateLimits limits,
            TelemetrySettings settings,
            MetricRegistry metrics) {
        this.log = log;
        this.reader = reader;
        this.devices = devices;
        this.limits = limits;
        this.uploads = new HttpUploads(log, settings.commitTimeout, metrics);
        this.largestPayload = settings.maxBodyBytes;
        this.overMqtt = metrics.counter("iotflow_received", new Tag("over", "mqtt"));
        this.storedCount = metrics.counter("iotflow_stored");
    }

    /** As {@link #store(List, IntFunction)}, for points that name their fields {@code fields}. */
    CompletionStage<List<Long>> store(List<TelemetryMessage> messages) {
        return store(messages, place -> messages.size() == 1 ? "fields." : "points[" + place + "].fields.");
    }

    /**
     * Stores these messages as one; completes with their row ids after the commit, with a 400 when a field has another
     * type than before, or with a 503 when it takes too long.
     *
     * @param where what stands before a field's name in a violation, by the place of its message
     */
    CompletionStage<List<Long>> store(List<TelemetryMessage> messages, IntFunction<String> where) {
        return uploads.store(messages, where);
    }

    /** As {@link #store(List, IntFunction)}, but leaves out the messages with a field that is refused, unless all have one. */
    CompletionStage<HttpUploads.Partly> storePartly(List<TelemetryMessage> messages, IntFunction<String> where) {
        return uploads.storePartly(messages, where);
    }

    /**
     * The same for what another product took: it does not make its device seen, every violation is told, and it is no
     * failure when nothing of it can be stored.
     */
    CompletionStage<HttpUploads.Partly> storeHistory(List<TelemetryMessage> messages, IntFunction<String> where) {
        return uploads.storeHistory(messages, where);
    }

    /**
     * Stores what a device says of itself over HTTP, as the same message on its status topic would be; completes with its
     * time after the commit.
     *
     * @param type such as {@code heartbeat}
     * @throws Problem 400 when the payload cannot be stored
     */
    public CompletionStage<Instant> storeStatus(Device device, String type, JsonObject payload) {
        try {
            TelemetryMessage message = reader.ofStatus(device, type, payload, Instant.now());
            return store(List.of(message)).thenApply(ids -> message.time());
        } catch (Refused e) {
            throw e.problem();
        }
    }

    @Override
    public List<String> topicFilters() {
        return List.of(DeviceTopics.ALL_TELEMETRY, DeviceTopics.ALL_STATUS);
    }

    @Override
    public void receive(ReceivedMessage received) {
        overMqtt.inc();
        if (received.retained()) {
            // The broker repeats it whenever we subscribe. It came when it was said too, and says nothing of now.
            received.acknowledge();
            return;
        }
        InboundMessage inbound = InboundMessage.open(received, devices::find);
        CompletableFuture<List<Long>> committed;
        try {
            requireWithinLimit(inbound); // only here: a replay was let in by an operator
            TelemetryMessage message = read(inbound, reader);
            committed = log.append(List.of(message));
        } catch (Refused e) {
            quarantine(inbound, e.reason(), e.detail());
            return;
        }
        committed.whenComplete((ids, failure) -> {
            if (failure == null) {
                storedCount.inc();
                received.acknowledge();
            } else if (failure instanceof FieldsRefused refused) {
                quarantine(inbound, refused.reason(), refused.detail());
            } else {
                quarantine(inbound, Reason.REFUSED_BY_POSTGRESQL, failure.getMessage());
            }
        });
    }

    /** Before it is read: a message that is refused costs as much as one that is stored. */
    private void requireWithinLimit(InboundMessage inbound) throws Refused {
        if (inbound.device().isPresent() && !limits.tryTake(LimitType.TELEMETRY, inbound.deviceId())) {
            throw new Refused(
                    Reason.RATE_LIMITED, "device_id", "is over its limit of " + limits.describe(LimitType.TELEMETRY));
        }
    }

    /** Reads a message, by a reader that gives it its time where it has none. */
    TelemetryMessage read(ReceivedMessage received, MessageReader reader) throws Refused {
        return read(InboundMessage.open(received, devices::find), reader);
    }

    private TelemetryMessage read(InboundMessage inbound, MessageReader reader) throws Refused {
        inbound.requireTopic();
        ReceivedMessage received = inbound.received();
        if (received.payload().length > largestPayload) {
            throw new Refused(
                    Reason.TOO_LARGE, "payload", "is larger than " + largestPayload + " bytes; only so many are kept");
        }
        Device device = Senders.require(inbound.device(), "device_id");
        try {
            return inbound.isStatus()
                    ? reader.ofStatus(
                            device, received.topic(), inbound.type(), received.payload(), received.receivedAt())
                    : reader.ofPayload(
                            device, received.topic(), inbound.type(), received.payload(), received.receivedAt());
        } catch (RuntimeException | StackOverflowError e) { // a fault of ours must not block the messages behind it
            LOG.log(Level.SEVERE, e, () -> "a message could not be read through a fault of the server");
            throw new Refused(Reason.INTERNAL_ERROR, "payload", "could not be read through a fault of the server");
        }
    }

    private void quarantine(InboundMessage inbound, Reason reason, String detail) {
        ReceivedMessage received = inbound.received();
        byte[] kept = received.payload().length > largestPayload
                ? Arrays.copyOf(received.payload(), largestPayload)
                : received.payload();
        Refusal refusal =
                new Refusal(received.receivedAt(), "mqtt", inbound.deviceId(), received.topic(), reason, detail, kept);
        log.append(refusal).whenComplete((ids, failure) -> {
            if (failure == null) {
                received.acknowledge();
            } else {
                LOG.log(Level.SEVERE, failure, () -> "a refused message could not be kept; the broker keeps it");
            }
        });
    }
}

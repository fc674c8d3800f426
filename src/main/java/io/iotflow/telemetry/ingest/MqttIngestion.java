package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.DeviceTopics;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.mqtt.Subscriber;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimits;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.refusal.Refusals;
import io.iotflow.telemetry.store.FieldsRefused;
import io.iotflow.telemetry.store.NotStored;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Takes what comes over MQTT. Each message is acknowledged when it is committed: as a row of the log or, where it is
 * refused, in the quarantine. One that neither takes stays at the broker.
 */
@Singleton
class MqttIngestion implements Subscriber {

    private static final Logger LOG = Logger.getLogger(MqttIngestion.class.getName());

    private final Function<String, Optional<Device>> devices;
    private final MessageReader reader;
    private final Function<String, Optional<String>> exceededLimit;
    private final int maxPayload;
    private final Function<TelemetryMessage, CompletableFuture<?>> store;
    private final Function<Refusal, CompletableFuture<?>> quarantine;
    private final Refusals refusals;
    private final Counter receivedCount;
    private final Counter storedCount;

    @Inject
    MqttIngestion(
            DeviceRegistry devices,
            MessageReader reader,
            RateLimits limits,
            TelemetrySettings settings,
            TelemetryLog log,
            Refusals refusals,
            MetricRegistry metrics) {
        this(
                devices::find,
                reader,
                deviceId -> limits.tryTake(LimitType.TELEMETRY, deviceId)
                        ? Optional.empty()
                        : Optional.of(limits.describe(LimitType.TELEMETRY)),
                settings.maxBodyBytes,
                message -> log.append(List.of(message)),
                log::append,
                refusals,
                metrics);
    }

    /**
     * @param exceededLimit takes one of a device's limit; the limit in words when it is over
     * @param store keeps a message; completes after the commit
     * @param quarantine keeps a refusal; completes after the commit
     */
    MqttIngestion(
            Function<String, Optional<Device>> devices,
            MessageReader reader,
            Function<String, Optional<String>> exceededLimit,
            int maxPayload,
            Function<TelemetryMessage, CompletableFuture<?>> store,
            Function<Refusal, CompletableFuture<?>> quarantine,
            Refusals refusals,
            MetricRegistry metrics) {
        this.devices = devices;
        this.reader = reader;
        this.exceededLimit = exceededLimit;
        this.maxPayload = maxPayload;
        this.store = store;
        this.quarantine = quarantine;
        this.refusals = refusals;
        this.receivedCount = metrics.counter("iotflow_received", new Tag("over", "mqtt"));
        this.storedCount = metrics.counter("iotflow_stored");
    }

    @Override
    public List<String> topicFilters() {
        return List.of(DeviceTopics.ALL_TELEMETRY, DeviceTopics.ALL_STATUS);
    }

    @Override
    public List<String> optionalTopicFilters() {
        return DeviceTopics.FORMER;
    }

    @Override
    public void receive(ReceivedMessage received) {
        receivedCount.inc();
        if (received.retained()) {
            // The broker repeats it whenever we subscribe. It came when it was said too, and says nothing of now.
            received.acknowledge();
            return;
        }
        InboundMessage inbound = InboundMessage.open(received, devices);
        CompletableFuture<?> committed;
        try {
            requireWithinLimit(inbound); // only here: a replay was let in by an operator
            committed = store.apply(inbound.read(reader, maxPayload));
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
                Reason reason = failure instanceof NotStored it ? it.reason() : Reason.INTERNAL_ERROR;
                quarantine(inbound, reason, failure.getMessage());
            }
        });
    }

    /** Before it is read: a message that is refused costs as much as one that is stored. */
    private void requireWithinLimit(InboundMessage inbound) throws Refused {
        Optional<String> exceeded = inbound.device().map(Device::deviceId).flatMap(exceededLimit);
        if (exceeded.isPresent()) {
            throw new Refused(Reason.RATE_LIMITED, "device_id", "is over its limit of " + exceeded.get());
        }
    }

    private void quarantine(InboundMessage inbound, Reason reason, String detail) {
        ReceivedMessage received = inbound.received();
        byte[] kept = received.payload().length > maxPayload
                ? Arrays.copyOf(received.payload(), maxPayload)
                : received.payload();
        Refusal refusal =
                new Refusal(received.receivedAt(), "mqtt", inbound.deviceId(), received.topic(), reason, detail, kept);
        quarantine.apply(refusal).whenComplete((ids, failure) -> {
            if (failure == null) {
                refusals.overMqtt(inbound.device(), received.topic(), reason, detail); // not what comes again
                received.acknowledge();
            } else {
                LOG.log(Level.SEVERE, failure, () -> "a refused message could not be kept; the broker keeps it");
            }
        });
    }
}

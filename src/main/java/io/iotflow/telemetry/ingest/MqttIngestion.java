package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceTopics;
import io.iotflow.mapping.Mappings;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
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

    private final Function<ReceivedMessage, InboundMessage> opening;
    private final Optional<Changing> mapped;
    private final MessageReader reader;
    private final Limit limit;
    private final int maxPayload;
    private final Append log;
    private final Refusals refusals;
    private final Counter receivedCount;
    private final Counter storedCount;

    @Inject
    MqttIngestion(
            InboundMessages opening,
            Mappings mappings,
            MessageReader reader,
            RateLimits limits,
            TelemetrySettings settings,
            TelemetryLog log,
            Refusals refusals,
            MetricRegistry metrics) {
        this(
                opening::open,
                Optional.of(new MappedTopics(mappings)),
                reader,
                (deviceId, messages) -> limits.tryTake(LimitType.TELEMETRY, deviceId, messages)
                        ? Optional.empty()
                        : Optional.of(limits.describe(LimitType.TELEMETRY)),
                settings.maxBodyBytes,
                log::append,
                refusals,
                metrics);
    }

    /** Takes some of a device's limit; the limit in words when it is over. */
    interface Limit extends BiFunction<String, Integer, Optional<String>> {}

    /** Keeps messages and refusals as one; completes after the commit. */
    interface Append extends BiFunction<List<TelemetryMessage>, List<Refusal>, CompletableFuture<?>> {}

    MqttIngestion(
            Function<ReceivedMessage, InboundMessage> opening,
            Optional<Changing> mapped,
            MessageReader reader,
            Limit limit,
            int maxPayload,
            Append log,
            Refusals refusals,
            MetricRegistry metrics) {
        this.opening = opening;
        this.mapped = mapped;
        this.reader = reader;
        this.limit = limit;
        this.maxPayload = maxPayload;
        this.log = log;
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
    public Optional<Changing> changingTopicFilters() {
        return mapped;
    }

    private record MappedTopics(Mappings mappings) implements Changing {

        @Override
        public List<String> wanted() {
            return mappings.topicFilters();
        }

        @Override
        public List<String> former() {
            return mappings.formerTopicFilters();
        }
    }

    @Override
    public void receive(ReceivedMessage received) {
        receivedCount.inc();
        if (received.retained()) {
            // The broker repeats it whenever we subscribe. It came when it was said too, and says nothing of now.
            received.acknowledge();
            return;
        }
        InboundMessage inbound = opening.apply(received);
        try {
            requireWithinLimit(inbound, 1); // before it is read: what is refused costs as much as what is stored
            Readings readings = inbound.read(reader, maxPayload);
            if (readings.messages().isEmpty()) {
                inbound.ignored();
                received.acknowledge();
                return;
            }
            requireWithinLimit(inbound, readings.messages().size() - 1);
            store(inbound, readings.messages(), readings.refused().map(it -> refusal(inbound, it)));
        } catch (Refused e) {
            quarantine(refusal(inbound, e), inbound);
        }
    }

    /** Stores what can be stored, and keeps the whole message in the quarantine beside it where something cannot. */
    private void store(InboundMessage inbound, List<TelemetryMessage> messages, Optional<Refusal> refusal) {
        log.apply(messages, refusal.stream().toList()).whenComplete((ids, failure) -> {
            if (failure == null) {
                storedCount.inc(messages.size());
                inbound.stored();
                refusal.ifPresent(it -> note(inbound, it));
                inbound.received().acknowledge();
            } else if (failure instanceof FieldsRefused refused) {
                Refusal first = refusal.orElseGet(() -> refusal(inbound, refused.reason(), refused.detail()));
                storeOthers(inbound, messages, refused, first);
            } else {
                Reason reason = failure instanceof NotStored it ? it.reason() : Reason.INTERNAL_ERROR;
                quarantine(refusal(inbound, reason, failure.getMessage()), inbound);
            }
        });
    }

    private void storeOthers(
            InboundMessage inbound, List<TelemetryMessage> messages, FieldsRefused refused, Refusal refusal) {
        Set<Integer> bad = refused.messages();
        List<TelemetryMessage> others = IntStream.range(0, messages.size())
                .filter(it -> !bad.contains(it))
                .mapToObj(messages::get)
                .toList();
        if (others.isEmpty()) {
            quarantine(refusal, inbound);
        } else {
            store(inbound, others, Optional.of(refusal));
        }
    }

    /** Only here: a replay was let in by an operator. */
    private void requireWithinLimit(InboundMessage inbound, int messages) throws Refused {
        Optional<String> exceeded = messages == 0
                ? Optional.empty()
                : inbound.device().map(Device::deviceId).flatMap(it -> limit.apply(it, messages));
        if (exceeded.isPresent()) {
            throw new Refused(Reason.RATE_LIMITED, "device_id", "is over its limit of " + exceeded.get());
        }
    }

    private Refusal refusal(InboundMessage inbound, Refused refused) {
        return refusal(inbound, refused.reason(), refused.detail());
    }

    private Refusal refusal(InboundMessage inbound, Reason reason, String detail) {
        ReceivedMessage received = inbound.received();
        byte[] kept = received.payload().length > maxPayload
                ? Arrays.copyOf(received.payload(), maxPayload)
                : received.payload();
        return new Refusal(received.receivedAt(), "mqtt", inbound.deviceId(), received.topic(), reason, detail, kept);
    }

    private void quarantine(Refusal refusal, InboundMessage inbound) {
        log.apply(List.of(), List.of(refusal)).whenComplete((ids, failure) -> {
            if (failure == null) {
                note(inbound, refusal);
                inbound.received().acknowledge();
            } else {
                LOG.log(Level.SEVERE, failure, () -> "a refused message could not be kept; the broker keeps it");
            }
        });
    }

    /** After the commit: what comes again is noted once. */
    private void note(InboundMessage inbound, Refusal refusal) {
        inbound.refused(refusal.reason(), refusal.detail());
        refusals.overMqtt(inbound.device(), refusal.topic(), refusal.reason(), refusal.detail());
    }
}

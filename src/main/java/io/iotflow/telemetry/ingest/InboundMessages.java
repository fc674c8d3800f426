package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.DeviceTopics;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.mapping.Mapping;
import io.iotflow.mapping.MappingFailed;
import io.iotflow.mapping.Mappings;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.quarantine.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Opens messages: those on our own topics first, which pay nothing for mappings. */
@Singleton
class InboundMessages {

    private static final String OURS = DeviceTopics.BASE + "/";

    private final DeviceRegistry devices;
    private final Mappings mappings;

    @Inject
    InboundMessages(DeviceRegistry devices, Mappings mappings) {
        this.devices = devices;
        this.mappings = mappings;
    }

    /** Opens one that has just come. */
    InboundMessage open(ReceivedMessage received) {
        return open(received, false);
    }

    /** Opens one that came before, which its mapping does not count again. */
    InboundMessage openAgain(ReceivedMessage received) {
        return open(received, true);
    }

    private InboundMessage open(ReceivedMessage received, boolean isReplay) {
        String topic = received.topic();
        if (topic.startsWith(OURS)) {
            return NativeMessage.open(received, devices::find);
        }
        Optional<Mapping> mapping = isReplay ? mappings.of(topic) : mappings.takes(topic);
        return mapping.<InboundMessage>map(it -> mapped(received, it, isReplay))
                .orElseGet(() -> new UnmappedMessage(received));
    }

    private MappedMessage mapped(ReceivedMessage received, Mapping mapping, boolean isReplay) {
        try {
            MappedPayload payload = mapping.open(received.topic(), received.payload(), received.receivedAt());
            Optional<Device> device = payload.deviceId().flatMap(devices::find);
            boolean mayName = device.filter(it -> mappings.mayName(mapping, it)).isPresent();
            return new MappedMessage(received, mapping, payload, device, mayName, null, isReplay);
        } catch (MappingFailed e) {
            Refused refused = received.payload().length > Mapping.LARGEST_PAYLOAD
                    ? new Refused(Reason.TOO_LARGE, e.member(), e.getMessage())
                    : MappedSender.failed(mapping, e);
            return new MappedMessage(received, mapping, null, Optional.empty(), false, refused, isReplay);
        }
    }

    /** What no mapping takes any more: it was on its way when the mapping was changed. */
    private record UnmappedMessage(ReceivedMessage received) implements InboundMessage {

        @Override
        public String deviceId() {
            return null;
        }

        @Override
        public Optional<Device> device() {
            return Optional.empty();
        }

        @Override
        public Readings read(MessageReader reader, int maxPayload) throws Refused {
            throw new Refused(Reason.BAD_TOPIC, "the topic", "is taken by no mapping (any more)");
        }
    }
}

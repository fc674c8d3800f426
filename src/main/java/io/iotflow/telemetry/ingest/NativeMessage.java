package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceTopics;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.quarantine.Reason;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A message on a topic of ours, with what its topic says.
 *
 * @param levels iotflow / devices / {device_id} / telemetry or status / {type}, where it is as it must be
 * @param device the sender; empty where it is not registered
 */
record NativeMessage(ReceivedMessage received, String[] levels, Optional<Device> device) implements InboundMessage {

    private static final Logger LOG = Logger.getLogger(NativeMessage.class.getName());
    private static final String TELEMETRY = "telemetry";
    private static final String STATUS = "status";

    static NativeMessage open(ReceivedMessage received, Function<String, Optional<Device>> devices) {
        String[] levels = DeviceTopics.standing(received.topic()).split("/", -1);
        return new NativeMessage(received, levels, levels.length > 2 ? devices.apply(levels[2]) : Optional.empty());
    }

    @Override
    public String deviceId() {
        return levels.length > 2 ? levels[2] : null;
    }

    /** Before {@link #isStatus} and {@link #type}. */
    void requireTopic() throws Refused {
        if (levels.length != 5 || !levels[3].equals(TELEMETRY) && !isStatus()) {
            throw new Refused(
                    Reason.BAD_TOPIC,
                    "the topic",
                    "must be iotflow/devices/{device_id}/telemetry/{type} or iotflow/devices/{device_id}/status/{type}");
        }
    }

    /** Whether the device speaks of itself. */
    boolean isStatus() {
        return levels[3].equals(STATUS);
    }

    String type() {
        return levels[4];
    }

    @Override
    public Readings read(MessageReader reader, int maxPayload) throws Refused {
        requireTopic();
        if (received.payload().length > maxPayload) {
            throw new Refused(
                    Reason.TOO_LARGE, "payload", "is larger than " + maxPayload + " bytes; only so many are kept");
        }
        Device sender = Senders.require(device, "device_id");
        try {
            return isStatus()
                    ? Readings.of(reader.ofStatus(
                            sender, received.topic(), type(), received.payload(), received.receivedAt()))
                    : reader.ofPayload(sender, received.topic(), type(), received.payload(), received.receivedAt());
        } catch (RuntimeException | StackOverflowError e) { // a fault of ours must not block the messages behind it
            LOG.log(Level.SEVERE, e, () -> "a message could not be read through a fault of the server");
            throw new Refused(Reason.INTERNAL_ERROR, "payload", "could not be read through a fault of the server");
        }
    }
}

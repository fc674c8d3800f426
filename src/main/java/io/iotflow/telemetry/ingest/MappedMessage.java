package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.mapping.Mapping;
import io.iotflow.mapping.MappingFailed;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.quarantine.Reason;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A message on a topic that a mapping takes. The expression of its device is evaluated as it is opened, the others as it is
 * read: what is over its device's limit costs no more.
 *
 * @param payload null where it cannot be opened
 * @param problem why it cannot be; else null
 */
record MappedMessage(
        ReceivedMessage received,
        Mapping mapping,
        MappedPayload payload,
        Optional<Device> device,
        boolean mayName,
        Refused problem,
        boolean isReplay)
        implements InboundMessage {

    private static final Logger LOG = Logger.getLogger(MappedMessage.class.getName());

    @Override
    public String deviceId() {
        return payload == null ? null : payload.deviceId().orElse(null);
    }

    @Override
    public Readings read(MessageReader reader, int maxPayload) throws Refused {
        if (problem != null) {
            throw problem;
        }
        if (payload.deviceId().isEmpty()) {
            return Readings.NONE;
        }
        try {
            return read(reader);
        } catch (RuntimeException | StackOverflowError e) { // a fault of ours must not block the messages behind it
            LOG.log(Level.SEVERE, e, () -> "a mapped message could not be read through a fault of the server");
            throw new Refused(Reason.INTERNAL_ERROR, "payload", "could not be read through a fault of the server");
        }
    }

    private Readings read(MessageReader reader) throws Refused {
        try {
            Optional<MappedPayload.Reading> reading = payload.reading();
            if (reading.isEmpty()) {
                return Readings.NONE;
            }
            MappedSender.require(mapping, payload, device, mayName);
            return Readings.of(
                    reader.ofMapped(device.orElseThrow(), received.topic(), reading.get(), received.receivedAt()));
        } catch (MappingFailed e) {
            throw MappedSender.failed(mapping, e);
        }
    }

    @Override
    public void stored() {
        if (!isReplay) {
            mapping.figures().stored();
        }
    }

    @Override
    public void ignored() {
        if (!isReplay) {
            mapping.figures().ignored();
        }
    }

    @Override
    public void refused(Reason reason, String detail) {
        if (!isReplay) {
            mapping.figures().failed(detail);
        }
    }
}

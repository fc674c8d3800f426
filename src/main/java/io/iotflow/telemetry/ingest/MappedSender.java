package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.mapping.MappedPayload;
import io.iotflow.mapping.Mapping;
import io.iotflow.mapping.MappingFailed;
import io.iotflow.quarantine.Reason;
import java.util.Optional;

/** Whose message a mapping may make (ADR 18). */
final class MappedSender {

    private MappedSender() {}

    /** The device, where it is registered, may act, and the mapping may name it. */
    static Device require(Mapping mapping, MappedPayload payload, Optional<Device> named, boolean mayName)
            throws Refused {
        if (payload.isOfOther()) {
            throw new Refused(Reason.OTHER_DEVICE, "device_id", "names another device than the topic's level");
        }
        Device device = Senders.require(named, "device_id");
        if (!mayName) {
            throw new Refused(
                    Reason.OTHER_DEVICE,
                    "device_id",
                    "is not in group " + mapping.group().orElse("") + ", whose members alone mapping " + mapping.name()
                            + " may name");
        }
        return device;
    }

    static Refused failed(Mapping mapping, MappingFailed failure) {
        return new Refused(
                Reason.MAPPING_FAILED, failure.member(), failure.getMessage() + " (mapping " + mapping.name() + ")");
    }
}

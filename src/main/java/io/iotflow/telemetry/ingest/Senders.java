package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.quarantine.Reason;
import java.util.Optional;

/** Whose messages are taken. */
final class Senders {

    private Senders() {}

    /**
     * The device that a message is of, whoever sent it: what an admin writes for a device that is being deleted would
     * outlive it.
     *
     * @param named the device of the name that the message has
     * @param field where the message names its device
     */
    static Device require(Optional<Device> named, String field) throws Refused {
        Device device = named.orElseThrow(() -> new Refused(Reason.UNKNOWN_DEVICE, field, "is not registered"));
        if (!device.mayAct()) {
            throw new Refused(Reason.INACTIVE_DEVICE, field, "belongs to an inactive device");
        }
        return device;
    }
}

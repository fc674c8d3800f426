package io.iotflow.telemetry;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.quarantine.Reason;

/** Whose messages are taken. */
final class Senders {

    private Senders() {}

    /**
     * The device that a message is of, whoever sent it: what an admin writes for a device that is being deleted would
     * outlive it.
     *
     * @param field where the message names its device
     */
    static Device require(DeviceRegistry devices, String deviceId, String field) throws Refused {
        Device device = devices.find(deviceId)
                .orElseThrow(() -> new Refused(Reason.UNKNOWN_DEVICE, field, "is not registered"));
        if (!device.mayAct()) {
            throw new Refused(Reason.INACTIVE_DEVICE, field, "belongs to an inactive device");
        }
        return device;
    }
}

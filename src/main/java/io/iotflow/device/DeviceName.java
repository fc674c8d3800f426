package io.iotflow.device;

import io.iotflow.platform.problem.Problem;
import java.util.Optional;

/**
 * How a caller names a device: by its device id, or by the {@code id} of its row. {@code id=51} and {@code device_id=51} say
 * which of them a number is; no device id has a {@code =}.
 */
record DeviceName(String text) {

    private static final String BY_ID = "id=";
    private static final String BY_DEVICE_ID = "device_id=";

    /** Whether this may be another text than the device id. */
    boolean isNumberOrPrefixed() {
        return DeviceId.isNumber(text) || text.startsWith(BY_ID) || text.startsWith(BY_DEVICE_ID);
    }

    /** The device; 409 where a number means two. */
    Optional<Device> in(DeviceRegistry devices) {
        if (text.startsWith(BY_DEVICE_ID)) {
            return devices.find(text.substring(BY_DEVICE_ID.length()));
        }
        if (text.startsWith(BY_ID)) {
            return byId(text.substring(BY_ID.length()), devices);
        }
        Optional<Device> byDeviceId = devices.find(text);
        if (!DeviceId.isNumber(text)
                || byDeviceId
                        .filter(it -> String.valueOf(it.rowId()).equals(text))
                        .isPresent()) {
            return byDeviceId;
        }
        Optional<Device> byId = byId(text, devices);
        if (byId.isPresent() && byDeviceId.isPresent()) {
            throw ambiguous(byId.get(), byDeviceId.get());
        }
        return byId.or(() -> byDeviceId);
    }

    private static Optional<Device> byId(String number, DeviceRegistry devices) {
        return DeviceId.isNumber(number) ? devices.findByNumber(Long.parseLong(number)) : Optional.empty();
    }

    private Problem ambiguous(Device byId, Device byDeviceId) {
        return Problem.conflict(
                "%1$s is the id of device '%2$s' and the device_id of another one, whose id is %3$d. Say which"
                                .formatted(text, byId.deviceId(), byDeviceId.rowId())
                        + " one you mean: " + BY_ID + text + " or " + BY_DEVICE_ID + text + " instead of " + text
                        + ".");
    }
}

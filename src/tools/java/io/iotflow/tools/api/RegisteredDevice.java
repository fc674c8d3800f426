package io.iotflow.tools.api;

import java.util.Objects;

/** A device and its key. */
public record RegisteredDevice(String deviceId, String key) {

    public RegisteredDevice {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(key, "key");
    }

    /** The id only: records print every component, and the key must not reach a log. */
    @Override
    public String toString() {
        return "RegisteredDevice[" + deviceId + "]";
    }
}

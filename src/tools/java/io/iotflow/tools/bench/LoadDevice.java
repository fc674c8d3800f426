package io.iotflow.tools.bench;

import java.util.Objects;

/** A registered device that sends load. */
public record LoadDevice(String deviceId, String key) {

    public LoadDevice {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(key, "key");
    }

    /** The id only: records print every component, and the key must not reach a log. */
    @Override
    public String toString() {
        return "LoadDevice[" + deviceId + "]";
    }
}

package io.iotflow.tools.quickstart;

/** What the broker asks before a device may connect: the launcher answers from PostgreSQL, a test from a map. */
@FunctionalInterface
public interface DeviceKeys {

    /**
     * Whether this device may connect with this key. Called from the broker's own authentication threads, several at a
     * time.
     *
     * @throws RuntimeException when the question cannot be answered now; the device is told to try again later
     */
    boolean accepts(String deviceId, String key);
}

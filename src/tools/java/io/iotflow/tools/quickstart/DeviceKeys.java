package io.iotflow.tools.quickstart;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** What the broker asks and tells about devices: the launcher does so through PostgreSQL. */
public interface DeviceKeys {

    /**
     * The device with its keys and fleets; empty when it is not registered, has no key, or may not connect now. Called
     * from the broker's own threads, several at a time.
     *
     * @throws RuntimeException when the query cannot be answered now; the device is told to try again later
     */
    Optional<DeviceAccount> accountOf(String deviceId);

    /**
     * Calls back, from a thread of its own and until the program ends, with each device whose rights have changed; with an
     * empty id when all may have, which is so at first. A call that throws is made up for: all may have changed.
     */
    void watch(Consumer<String> changed);

    /**
     * Tells the application that a device listens to its commands as of this time.
     *
     * @param account {@link DeviceAccount#name()}
     * @throws RuntimeException when that cannot be told now
     */
    void listens(String account, Instant at);
}

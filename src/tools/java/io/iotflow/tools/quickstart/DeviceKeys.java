package io.iotflow.tools.quickstart;

import java.util.List;
import java.util.function.Consumer;

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

    /** The fleets whose commands this device may read. */
    default List<String> groupsOf(String deviceId) {
        return List.of();
    }

    /**
     * Calls back, from a thread of its own and until the program ends, with each device whose rights have changed; with an
     * empty id when all may have.
     */
    default void watch(Consumer<String> changed) {
        // Where nothing changes there is nothing to watch.
    }
}

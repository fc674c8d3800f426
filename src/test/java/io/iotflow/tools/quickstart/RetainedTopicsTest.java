package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RetainedTopicsTest {

    private final List<String> removed = new ArrayList<>();
    private final RetainedTopics topics = new RetainedTopics(2, removed::add);

    @Test
    void aDeviceHasSoManyRetainedTopics() {
        assertTrue(topics.mayRetain("pump", "iotflow/devices/pump/status/a", false));
        assertTrue(topics.mayRetain("pump", "iotflow/devices/pump/status/b", false));
        assertFalse(topics.mayRetain("pump", "iotflow/devices/pump/status/c", false));
        assertTrue(topics.mayRetain("pump", "iotflow/devices/pump/status/b", false), "again");
        assertTrue(topics.mayRetain("valve", "iotflow/devices/valve/status/c", false));
        assertTrue(topics.mayRetain("pump", "iotflow/devices/pump/status/a", true), "takes one away");
        assertTrue(topics.mayRetain("pump", "iotflow/devices/pump/status/c", false));
    }

    @Test
    void whatIsRetainedGoesWithTheDevice() {
        topics.found("iotflow/devices/pump/status/online");
        topics.found("iotflow/devices/valve/status/online");
        topics.found("iotflow/devices/pump/commands/config");
        Registry registry = new Registry(Set.of("pump", "valve"));
        topics.forgetGone("", registry);
        assertEquals(List.of(), removed);

        topics.forgetGone("pump", new Registry(Set.of("valve")));
        assertEquals(List.of("iotflow/devices/pump/status/online"), removed);
        topics.forgetGone("", new Registry(Set.of()));
        assertEquals(
                Set.of("iotflow/devices/pump/status/online", "iotflow/devices/valve/status/online"),
                new TreeSet<>(removed));
    }

    private record Registry(Set<String> devices) implements DeviceKeys {

        @Override
        public Optional<DeviceAccount> accountOf(String deviceId) {
            return Optional.of(deviceId)
                    .filter(devices::contains)
                    .map(it -> new DeviceAccount(it, 1, Instant.EPOCH, List.of(), List.of(), List.of()));
        }

        @Override
        public void watch(Consumer<String> changed) {
            // Nothing changes.
        }

        @Override
        public void listens(String account, Instant at) {
            // Nobody listens.
        }
    }
}

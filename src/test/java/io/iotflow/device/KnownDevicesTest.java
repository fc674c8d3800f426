package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownDevicesTest {

    private final List<Set<String>> queries = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final KnownDevices known = new KnownDevices(new KnownDeviceStore() {
        @Override
        Map<String, CachedDevice> find(Collection<String> deviceIds) {
            queries.add(Set.copyOf(deviceIds));
            Map<String, CachedDevice> found = new HashMap<>();
            deviceIds.stream().filter(it -> !it.equals("unknown")).forEach(it -> found.put(it, device(it)));
            meanwhile.run();
            return found;
        }
    });

    @Test
    void looksUpWhatItDoesNotRememberWithOneQuery() {
        known.find("a");

        assertEquals(
                Set.of("a", "b", "c"),
                known.findEach(List.of("a", "b", "c", "unknown")).keySet());
        assertEquals(List.of(Set.of("a"), Set.of("b", "c", "unknown")), queries);
    }

    @Test
    void remembersWhatItLookedUpTogetherAndWhatIsNotThere() {
        known.findEach(List.of("a", "b", "unknown"));

        assertTrue(known.find("b").isPresent());
        assertFalse(known.find("unknown").isPresent());
        assertEquals(
                Set.of("a", "b"), known.findEach(List.of("a", "b", "unknown")).keySet());
        assertEquals(1, queries.size());
    }

    @Test
    void doesNotRememberWhatChangedWhileItWasLookedUp() {
        meanwhile = () -> known.forget("a");
        known.findEach(List.of("a", "b"));

        assertFalse(known.has("a"));
    }

    @Test
    void forgetsEverythingAtOnce() {
        known.findEach(List.of("a", "b"));
        known.forgetAll();

        assertFalse(known.has("a"));
        assertFalse(known.has("b"));
    }

    private static CachedDevice device(String deviceId) {
        return new CachedDevice(new Device(1, deviceId, deviceId, "type", null, Device.Status.ACTIVE), List.of());
    }
}

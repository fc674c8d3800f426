package io.iotflow.tools.quickstart;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Devices that a test makes, each with the key {@code secret}. */
final class Registry implements DeviceKeys {

    private final Map<String, DeviceAccount> devices = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = it -> {};

    void add(String deviceId, long id) {
        add(deviceId, id, Instant.EPOCH);
    }

    /** One that was registered then. */
    void add(String deviceId, long id, Instant since) {
        DeviceAccount.Key key = new DeviceAccount.Key(id, "secret"::equals, Instant.MAX);
        devices.put(deviceId, new DeviceAccount(deviceId, id, since, List.of(key), List.of(), List.of()));
    }

    void remove(String deviceId) {
        devices.remove(deviceId);
        changed.accept(deviceId);
    }

    @Override
    public Optional<DeviceAccount> accountOf(String deviceId) {
        return Optional.ofNullable(devices.get(deviceId));
    }

    @Override
    public void watch(Consumer<String> told) {
        changed = told;
    }

    @Override
    public void listens(String account, Instant at) {
        // Nobody asks.
    }
}

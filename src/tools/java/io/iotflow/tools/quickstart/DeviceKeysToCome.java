package io.iotflow.tools.quickstart;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The registry that is still being started beside the broker; who asks waits for it. */
record DeviceKeysToCome(CompletableFuture<DeviceKeys> keys) implements DeviceKeys {

    @Override
    public boolean accepts(String deviceId, String key) {
        return keys.join().accepts(deviceId, key);
    }

    @Override
    public List<String> groupsOf(String deviceId) {
        return keys.join().groupsOf(deviceId);
    }

    @Override
    public void watch(Consumer<String> changed) {
        keys.thenAccept(it -> it.watch(changed));
    }
}

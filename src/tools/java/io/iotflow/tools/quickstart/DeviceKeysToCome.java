package io.iotflow.tools.quickstart;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The registry that is still being started beside the broker; who asks waits for it. */
record DeviceKeysToCome(CompletableFuture<DeviceKeys> keys) implements DeviceKeys {

    @Override
    public Optional<DeviceAccount> accountOf(String deviceId) {
        return keys.join().accountOf(deviceId);
    }

    @Override
    public void watch(Consumer<String> changed) {
        keys.thenAccept(it -> it.watch(changed));
    }

    @Override
    public void listens(String account, Instant at) {
        keys.thenAccept(it -> it.listens(account, at));
    }
}

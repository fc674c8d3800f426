package io.iotflow.device;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes once a minute when each key was used last; a request only remembers it. */
@Singleton
class KeyUse {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int AT_ONCE = 10_000;

    private final DeviceRegistry registry;
    private final DeviceKeyStore keys;
    private final BackgroundTask task;

    @Inject
    KeyUse(DeviceRegistry registry, DeviceKeyStore keys, BackgroundTasks tasks) {
        this.registry = registry;
        this.keys = keys;
        // Times that are lost do no harm; the next turn writes newer ones.
        this.task = tasks.task("key-use", "when keys were used last cannot be written now", this::write);
    }

    void start(@Observes ApplicationReady ready) {
        task.start(PAUSE);
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
        write();
    }

    private Duration write() {
        List<Map.Entry<Long, Instant>> uses = List.copyOf(registry.takeUses().entrySet());
        for (int i = 0; i < uses.size(); i += AT_ONCE) {
            keys.used(uses.subList(i, Math.min(i + AT_ONCE, uses.size())));
        }
        return PAUSE;
    }
}

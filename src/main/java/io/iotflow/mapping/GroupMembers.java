package io.iotflow.mapping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotflow.device.AccountChange;
import io.iotflow.device.Device;
import io.iotflow.device.Fleets;
import io.iotflow.platform.database.Changed;
import io.iotflow.platform.database.Changes;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Which groups a device is in, in memory: a mapping with a group needs it for each message. */
@Singleton
class GroupMembers {

    private static final String TOPIC = "mapping_group";
    private static final int MAX = 100_000;

    private final Fleets fleets;
    private final Changes changes;
    private final Cache<Long, List<String>> groups = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(Duration.ofMinutes(1)) // should an announcement ever be missed
            .build();

    @Inject
    GroupMembers(Fleets fleets, Changes changes) {
        this.fleets = fleets;
        this.changes = changes;
    }

    boolean has(String group, Device device) {
        return groups.get(device.rowId(), fleets::groupsOf).contains(group);
    }

    void onRegrouped(@Observes AccountChange change) {
        if (change instanceof AccountChange.Regrouped) {
            changes.announce(TOPIC, Long.toString(change.device().rowId()));
        }
    }

    void onChange(@Observes Changed change) {
        if (!change.concerns(TOPIC)) {
            return;
        }
        if (change.isEverything()) {
            groups.invalidateAll();
        } else {
            groups.invalidate(Long.valueOf(change.subject()));
        }
    }
}

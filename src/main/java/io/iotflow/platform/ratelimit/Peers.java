package io.iotflow.platform.ratelimit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The other nodes that were heard lately, and how far each was read. For one thread. */
final class Peers {

    /** Longer than rows are read: a node that is heard again must not be charged twice. */
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(60).toNanos();

    private final Map<UUID, Heard> byNode = new HashMap<>();
    private volatile int count;

    private record Heard(long turn, long atNanos) {}

    void heard(UUID node, long turn, long nowNanos) {
        byNode.put(node, new Heard(turn, nowNanos));
        count = byNode.size();
    }

    void forgetSilent(long nowNanos) {
        byNode.values().removeIf(it -> nowNanos - it.atNanos() > FORGOTTEN_NANOS);
        count = byNode.size();
    }

    int count() {
        return count;
    }

    Map<UUID, Long> turns() {
        return byNode.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().turn()));
    }
}

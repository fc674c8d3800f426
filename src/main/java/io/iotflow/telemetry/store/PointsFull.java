package io.iotflow.telemetry.store;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Messages whose points have as many messages as one may have; nothing of the batch is stored. */
final class PointsFull extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Set<TelemetryMessage> messages = Collections.newSetFromMap(new IdentityHashMap<>());

    PointsFull(List<TelemetryMessage> messages) {
        super("a point has no room for another message", null, false, false);
        this.messages.addAll(messages);
    }

    boolean concerns(TelemetryMessage message) {
        return messages.contains(message);
    }
}

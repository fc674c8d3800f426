package io.iotflow.presence;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is online, as this node knows it: what it has not written yet counts. */
@Singleton
public class Presence {

    private final LastSeenUpdates updates;
    private final PresenceStore store;
    private final Duration timeout;

    @Inject
    Presence(LastSeenUpdates updates, PresenceStore store, PresenceSettings settings) {
        this.updates = updates;
        this.store = store;
        this.timeout = settings.timeout;
    }

    /**
     * How a device is.
     *
     * @param lastSeen when its newest message came, or null when none ever did
     * @param online whether it was seen within {@code IOTFLOW_PRESENCE_TIMEOUT} and did not say that it goes
     * @param saidOffline whether its newest message was {@code status/offline}
     */
    public record State(Instant lastSeen, boolean online, boolean saidOffline) {

        static State of(LastSeenUpdate seen, Instant now, Duration timeout) {
            return seen == null
                    ? new State(null, false, false)
                    : new State(seen.at(), !seen.offline() && !seen.at().isBefore(now.minus(timeout)), seen.offline());
        }
    }

    /** How this device is, by its row id. */
    public State of(long deviceRowId) {
        return ofAll(List.of(deviceRowId)).get(deviceRowId);
    }

    /** How each of these devices is, also where it was never seen. */
    public Map<Long, State> ofAll(Collection<Long> devices) {
        Map<Long, LastSeenUpdate> seen = new HashMap<>();
        devices.forEach(device -> updates.of(device).ifPresent(it -> seen.put(device, it)));
        // Memory first: what is written between the two looks is then seen twice, not missed.
        store.read(devices)
                .forEach((device, written) -> seen.merge(device, written, (unwritten, it) -> it.and(unwritten)));
        Instant now = Instant.now();
        Map<Long, State> states = new HashMap<>();
        devices.forEach(device -> states.put(device, State.of(seen.get(device), now, timeout)));
        return states;
    }

    /** How many devices are online, as of the last write. */
    public long online() {
        return store.online(Instant.now().minus(timeout));
    }
}

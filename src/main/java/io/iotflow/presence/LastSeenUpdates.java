package io.iotflow.presence;

import io.iotflow.platform.settings.CacheSize;
import io.iotflow.presence.DevicesAwake.DeviceAwake;
import io.iotflow.telemetry.store.LastSeen;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * LastSeenUpdates in memory on their way to the database: one entry for each device. Those that may change who is online are
 * urgent, the others wait for the next interval. A last-seen update is forgotten when it is written, so that a reader who looks
 * here first and into the database second misses none.
 */
@Singleton
class LastSeenUpdates {

    /** Of how many devices each kind is held; of more the next message tells again. */
    private static final int MAX = CacheSize.ofDevices();

    /** What is sent to a device that was silent for so long, it may miss. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Duration timeout;
    private final Map<Long, LastSeenUpdate> urgent = new LinkedHashMap<>();
    private final Map<Long, LastSeenUpdate> routine = new LinkedHashMap<>();
    private final Map<Long, LastSeenUpdate> writing = new HashMap<>();
    private final Map<Long, LastSeenUpdate> lastHeard = new Recent();

    @Inject
    LastSeenUpdates(PresenceSettings settings) {
        this(settings.timeout);
    }

    LastSeenUpdates(Duration timeout) {
        this.timeout = timeout;
    }

    /** Those of these devices, not added yet, that were silent until now, are not known, or say that they are online. */
    synchronized List<DeviceAwake> afterPause(List<LastSeen> updates) {
        return updates.stream()
                .filter(it -> !it.offline())
                .map(it -> new DeviceAwake(it.deviceRowId(), it.at(), mayHaveMissedSince(it)))
                .filter(it -> it.mayHaveMissedSince().isBefore(it.at()))
                .toList();
    }

    private Instant mayHaveMissedSince(LastSeen update) {
        LastSeenUpdate before = lastHeard.get(update.deviceRowId());
        return before == null || before.offline() || update.saidOnline()
                ? Instant.EPOCH
                : before.at().plus(PAUSE);
    }

    /** Takes last-seen updates; returns whether one of them is urgent. */
    synchronized boolean add(List<LastSeen> updates) {
        boolean hurry = false;
        for (LastSeen update : updates) {
            hurry |= add(update.deviceRowId(), LastSeenUpdate.of(update));
        }
        return hurry;
    }

    private boolean add(long deviceRowId, LastSeenUpdate seen) {
        LastSeenUpdate before = lastHeard.get(deviceRowId);
        boolean mayBeTransition = before == null
                || before.offline() != seen.offline()
                || before.at().plus(timeout).isBefore(seen.at());
        boolean isUrgent = mayBeTransition || urgent.containsKey(deviceRowId);
        Map<Long, LastSeenUpdate> kind = isUrgent ? urgent : routine;
        if (kind.size() >= MAX && !kind.containsKey(deviceRowId)) {
            return true;
        }
        lastHeard.put(deviceRowId, before == null ? seen : before.and(seen));
        if (isUrgent && routine.containsKey(deviceRowId)) {
            seen = routine.remove(deviceRowId).and(seen);
        }
        kind.merge(deviceRowId, seen, LastSeenUpdate::and);
        return isUrgent;
    }

    /** Takes up to so many to be written, the urgent ones first; they stay visible until {@link #written}. */
    synchronized Map<Long, LastSeenUpdate> take(int max, boolean alsoRoutine) {
        move(urgent, max);
        if (alsoRoutine) {
            move(routine, max);
        }
        return Map.copyOf(writing);
    }

    private void move(Map<Long, LastSeenUpdate> from, int max) {
        Iterator<Map.Entry<Long, LastSeenUpdate>> entries = from.entrySet().iterator();
        while (writing.size() < max && entries.hasNext()) {
            Map.Entry<Long, LastSeenUpdate> entry = entries.next();
            writing.merge(entry.getKey(), entry.getValue(), (urgently, later) -> urgently.and(later));
            entries.remove();
        }
    }

    /** What was taken is in the database. */
    synchronized void written() {
        writing.clear();
    }

    /** What was taken could not be written; it is as urgent as can be. */
    synchronized void notWritten() {
        writing.forEach((device, seen) -> urgent.merge(device, seen, (newer, older) -> older.and(newer)));
        writing.clear();
    }

    /** What is not in the database yet of a device. */
    synchronized Optional<LastSeenUpdate> of(long deviceRowId) {
        LastSeenUpdate seen = null;
        for (Map<Long, LastSeenUpdate> kind : List.of(writing, urgent, routine)) {
            LastSeenUpdate more = kind.get(deviceRowId);
            if (more != null) {
                seen = seen == null ? more : seen.and(more);
            }
        }
        return Optional.ofNullable(seen);
    }

    /** Forgets a device that was deleted. */
    synchronized void forget(long deviceRowId) {
        List.of(writing, urgent, routine, lastHeard).forEach(it -> it.remove(deviceRowId));
    }

    /** How many devices wait to be written. */
    synchronized int size() {
        return urgent.size() + routine.size() + writing.size();
    }

    /** The devices heard of most recently. */
    private static final class Recent extends LinkedHashMap<Long, LastSeenUpdate> {

        private static final long serialVersionUID = 1;

        Recent() {
            super(1024, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, LastSeenUpdate> eldest) {
            return size() > MAX;
        }
    }
}

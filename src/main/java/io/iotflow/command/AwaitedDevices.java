package io.iotflow.command;

import io.iotflow.command.CommandQueue.Missed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that were just heard of, until they are sent what they may have missed. A whole fleet may be heard of at once after a
 * start; for those beyond so many, what waits goes out with the sweep, and what was sent is repeated in its own time.
 */
final class AwaitedDevices {

    /** About 10 MB. */
    static final int MAX = 50_000;

    /** A device often says that it is online before it subscribes to its commands. */
    static final Duration TO_SUBSCRIBE = Duration.ofSeconds(1);

    private final Map<Long, Awaited> devices = new ConcurrentHashMap<>();

    /**
     * A device.
     *
     * @param dueAt when it is sent its commands
     * @param isListening whether the broker says that it is subscribed, so that nothing it said before matters
     */
    record Awaited(Missed missed, Instant dueAt, boolean isListening) {

        private Awaited and(Awaited later) {
            return new Awaited(
                    new Missed(
                            missed.deviceRowId(), earlier(missed.since(), later.missed.since()), later.missed.until()),
                    isListening || later.isListening ? earlier(dueAt, later.dueAt) : later.dueAt,
                    isListening || later.isListening);
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }

    /** Was heard of, and is given time to subscribe. */
    void heard(Missed missed, Instant now) {
        add(new Awaited(missed, now.plus(TO_SUBSCRIBE), false));
    }

    /** Is subscribed. */
    void listens(Missed missed, Instant now) {
        add(new Awaited(missed, now, true));
    }

    private void add(Awaited device) {
        if (devices.size() >= MAX && !contains(device.missed().deviceRowId())) {
            return;
        }
        devices.merge(device.missed().deviceRowId(), device, Awaited::and);
    }

    boolean contains(long deviceRowId) {
        return devices.containsKey(deviceRowId);
    }

    /** Those whose time has come. */
    Map<Long, Awaited> due(Instant now) {
        Map<Long, Awaited> due = new HashMap<>(devices);
        due.values().removeIf(it -> it.dueAt().isAfter(now));
        return due;
    }

    /** They have been sent what waited; who was heard of once more meanwhile stays. */
    void served(Map<Long, Awaited> served) {
        served.forEach(devices::remove);
    }

    /** When the next one is due, at the latest then. */
    Instant next(Instant latest) {
        return devices.values().stream().map(Awaited::dueAt).reduce(latest, Awaited::earlier);
    }
}

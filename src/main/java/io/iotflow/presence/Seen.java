package io.iotflow.presence;

import io.iotflow.telemetrylog.Sighting;
import java.time.Instant;

/**
 * What is known of a device since it was last written.
 *
 * @param at when its newest message came
 * @param offline whether that message was the offline one
 * @param wasOffline whether an offline message came before that, not written either
 */
record Seen(Instant at, boolean offline, boolean wasOffline) {

    static Seen of(Sighting sighting) {
        return new Seen(sighting.at(), sighting.offline(), false);
    }

    /** Both together; of two at one instant the other one, which was told later, is the newer one. */
    Seen and(Seen other) {
        Seen newer = other.at.isBefore(at) ? this : other;
        Seen older = newer == this ? other : this;
        return new Seen(newer.at, newer.offline, newer.wasOffline || older.wasOffline || older.offline);
    }
}

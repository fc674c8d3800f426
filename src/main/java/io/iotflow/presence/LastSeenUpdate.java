package io.iotflow.presence;

import io.iotflow.telemetry.store.LastSeen;
import java.time.Instant;

/**
 * What is known of a device since it was last written.
 *
 * @param at when its newest message came
 * @param offline whether that message was the offline one
 * @param wasOffline whether an offline message came before that, not written either
 */
record LastSeenUpdate(Instant at, boolean offline, boolean wasOffline) {

    static LastSeenUpdate of(LastSeen update) {
        return new LastSeenUpdate(update.at(), update.offline(), false);
    }

    /** Both together; of two at one instant the other one, which was told later, is the newer one. */
    LastSeenUpdate and(LastSeenUpdate other) {
        LastSeenUpdate newer = other.at.isBefore(at) ? this : other;
        LastSeenUpdate older = newer == this ? other : this;
        return new LastSeenUpdate(newer.at, newer.offline, newer.wasOffline || older.wasOffline || older.offline);
    }
}

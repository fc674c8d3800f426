package io.iotflow.telemetry.store;

import java.util.Map;

/**
 * The ids of a batch's messages by place: the first one and the place, or that of the message which it repeats.
 *
 * @param changes how often the log had been changed before, where each message is a new point, else {@link #NOT_ALL_NEW}
 */
record BatchIds(long first, Map<Integer, Long> repeated, long changes) {

    static final long NOT_ALL_NEW = -1;

    boolean areAllNew() {
        return changes != NOT_ALL_NEW;
    }

    long of(int place) {
        return repeated.getOrDefault(place, first + place);
    }

    long newRows(Batch batch) {
        return (long) batch.size() - repeated.size();
    }
}

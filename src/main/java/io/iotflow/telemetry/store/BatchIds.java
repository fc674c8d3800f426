package io.iotflow.telemetry.store;

import java.util.List;
import java.util.Map;

/**
 * The ids of a batch's messages by place: the first one and the place, or that of the message which it repeats.
 *
 * @param areAllNew whether each message is a point that was not there
 */
record BatchIds(LogRows.Inserted inserted, Map<Integer, Long> repeated, boolean areAllNew) {

    /** Of a batch without messages. */
    static final BatchIds NONE = new BatchIds(new LogRows.Inserted(0, List.of(), 0, 0), Map.of(), false);

    long of(int place) {
        return repeated.getOrDefault(place, inserted.firstId() + place);
    }

    long newRows(Batch batch) {
        return (long) batch.size() - repeated.size();
    }
}

package io.iotflow.telemetry.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of a batch: two messages with one identity are one row, the later one's fields over the earlier one's. */
final class MergedBatch {

    private final List<TelemetryMessage> rows = new ArrayList<>();
    private final Map<TelemetryMessage.Identity, Integer> positions = new HashMap<>();

    private MergedBatch() {}

    static MergedBatch of(List<Upload> uploads) {
        MergedBatch batch = new MergedBatch();
        uploads.forEach(upload -> upload.messages().forEach(batch::add));
        return batch;
    }

    List<TelemetryMessage> rows() {
        return rows;
    }

    /** The place of a message's row, counted from 0. */
    int position(TelemetryMessage message) {
        return positions.get(message.identity());
    }

    private void add(TelemetryMessage message) {
        Integer position = positions.putIfAbsent(message.identity(), rows.size());
        if (position == null) {
            rows.add(message);
        } else {
            rows.set(position, merge(rows.get(position), message));
        }
    }

    private static TelemetryMessage merge(TelemetryMessage earlier, TelemetryMessage later) {
        Map<String, Object> fields = new LinkedHashMap<>(earlier.fields());
        fields.putAll(later.fields());
        return new TelemetryMessage(
                earlier.deviceRowId(),
                earlier.deviceId(),
                earlier.measurement(),
                earlier.time(),
                fields,
                earlier.tags(),
                later.extra() == null ? earlier.extra() : later.extra(),
                later.receivedAt(),
                later.status());
    }
}

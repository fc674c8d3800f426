package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many rows of a batch came from a device in a minute, how many of them are status messages, and when the newest came. */
final class RowCount {

    private static final long MINUTE_MICROS = 60_000_000;

    private final long minute;
    private final long device;
    private long rows;
    private long statuses;
    private Instant newest = Instant.MIN;

    private RowCount(long minute, long device) {
        this.minute = minute;
        this.device = device;
    }

    private record Key(long minute, long device) {}

    /** Each minute and device once. */
    static List<RowCount> of(List<LogRow> rows) {
        Map<Key, RowCount> counts = new HashMap<>();
        for (LogRow row : rows) {
            TelemetryMessage message = row.message();
            Key key =
                    new Key(Math.floorDiv(Columns.micros(message.receivedAt()), MINUTE_MICROS), message.deviceRowId());
            counts.computeIfAbsent(key, it -> new RowCount(it.minute, it.device))
                    .add(message);
        }
        return new ArrayList<>(counts.values());
    }

    private void add(TelemetryMessage message) {
        rows++;
        if (message.isStatus()) {
            statuses++;
        }
        if (message.receivedAt().isAfter(newest)) {
            newest = message.receivedAt();
        }
    }

    /** Since 1970. */
    long minute() {
        return minute;
    }

    long device() {
        return device;
    }

    long rows() {
        return rows;
    }

    long statuses() {
        return statuses;
    }

    Instant newest() {
        return newest;
    }
}

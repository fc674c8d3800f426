package io.iotflow.timeseries;

import io.iotflow.device.Device;
import io.iotflow.telemetry.store.StoredTelemetry;
import java.util.List;
import java.util.Optional;

/**
 * Whose data, when, of which measurement and fields (or all), and whether in windows.
 *
 * @param fields none for all
 */
record TimeSeriesQuery(
        Device device, TimeRange range, Optional<String> measurement, List<String> fields, Optional<Windows> windows) {

    /** Of every field, as it was stored. */
    TimeSeriesQuery(Device device, TimeRange range, Optional<String> measurement) {
        this(device, range, measurement, List.of(), Optional.empty());
    }

    /** The same of another range. */
    TimeSeriesQuery within(TimeRange other) {
        return new TimeSeriesQuery(device, other, measurement, fields, windows);
    }

    boolean wants(String field) {
        return fields.isEmpty() || fields.contains(field);
    }

    /** Its rows of the log. */
    StoredTelemetry.Selection selection() {
        return new StoredTelemetry.Selection(device.rowId(), range.start(), range.stop(), measurement);
    }
}

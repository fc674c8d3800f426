package io.iotflow.timeseries;

import io.iotflow.device.Device;
import io.iotflow.telemetry.StoredTelemetry;
import java.util.Optional;

/** Whose data, when, and of which measurement (or all). */
record Question(Device device, TimeRange range, Optional<String> measurement) {

    StoredTelemetry.Selection selection() {
        return new StoredTelemetry.Selection(device.id(), range.start(), range.stop(), measurement);
    }
}

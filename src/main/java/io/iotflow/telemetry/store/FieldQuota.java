package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.FieldTypeStore.Counts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many new fields there is capacity for: of each measurement, of each device, and of all together. */
final class FieldQuota {

    private final Counts counts;
    private final int maxOfMeasurement;
    private final int maxInAll;
    private final int maxOfDevice;
    private final Map<String, Integer> takenOfMeasurement = new HashMap<>();
    private final Map<String, Integer> takenOfDevice = new HashMap<>();
    private int taken;

    FieldQuota(Counts counts, int maxOfMeasurement, int maxInAll, int maxOfDevice) {
        this.counts = counts;
        this.maxOfDevice = maxOfDevice;
        this.maxOfMeasurement = maxOfMeasurement;
        this.maxInAll = maxInAll;
    }

    /** Takes a place for a new field, unless there is none left; then says so, continuing a sentence. */
    Optional<String> take(RegisteredField field) {
        String measurement = field.name().measurement();
        String device = field.firstDeviceId();
        if (isFull(measurement)) {
            return Optional.of("is a new field, and measurement '" + measurement + "' has " + maxOfMeasurement
                    + " already, as many as it may have (IOTFLOW_TELEMETRY_MEASUREMENT_FIELDS)");
        }
        if (device != null && isFullOfDevice(device)) {
            return Optional.of("is a new field, and device " + device + " was the first with " + maxOfDevice
                    + " already, as many as it may be (IOTFLOW_TELEMETRY_DEVICE_FIELDS)");
        }
        if (isFull()) {
            return Optional.of("is a new field, and all measurements together have " + maxInAll
                    + " already, as many as they may have (IOTFLOW_TELEMETRY_FIELDS)");
        }
        count(field, 1);
        return Optional.empty();
    }

    /** Gives a place back. */
    void giveBack(RegisteredField field) {
        count(field, -1);
    }

    private void count(RegisteredField field, int more) {
        takenOfMeasurement.merge(field.name().measurement(), more, Integer::sum);
        if (field.firstDeviceId() != null) {
            takenOfDevice.merge(field.firstDeviceId(), more, Integer::sum);
        }
        taken += more;
    }

    private boolean isFullOfDevice(String device) {
        return counts.ofDevices().getOrDefault(device, 0) + takenOfDevice.getOrDefault(device, 0) >= maxOfDevice;
    }

    boolean isFull() {
        return counts.total() + taken >= maxInAll;
    }

    boolean isFull(String measurement) {
        return counts.of(measurement) + takenOfMeasurement.getOrDefault(measurement, 0) >= maxOfMeasurement;
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.FieldTypeStore.Counts;
import io.iotflow.telemetry.store.RegisteredField.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many new fields there is capacity for: of each measurement, by each device that sends one first, and in all. */
final class FieldQuota {

    private final Counts counts;
    private final Max max;
    private final Map<String, Integer> takenOfMeasurement = new HashMap<>();
    private final Map<String, Integer> takenByDevice = new HashMap<>();
    private int taken;

    /** How many fields a measurement may have, a device may be the first with, and there may be. */
    record Max(int ofMeasurement, int ofDevice, int inAll) {}

    FieldQuota(Counts counts, Max max) {
        this.counts = counts;
        this.max = max;
    }

    /**
     * Takes a place for a new field, unless there is none left; then says so, continuing a sentence.
     *
     * @param deviceId who sends it first; empty for an operator
     */
    Optional<String> take(Name name, String deviceId) {
        String measurement = name.measurement();
        if (isFull(measurement)) {
            return Optional.of("is a new field, and measurement '" + measurement + "' has " + max.ofMeasurement
                    + " already, as many as it may have (IOTFLOW_TELEMETRY_MEASUREMENT_FIELDS)");
        }
        if (isFullOf(deviceId)) {
            return Optional.of("is a new field, and device '" + deviceId + "' was the first with " + max.ofDevice
                    + " already, as many as it may be (IOTFLOW_TELEMETRY_DEVICE_FIELDS)");
        }
        if (isFull()) {
            return Optional.of("is a new field, and all measurements together have " + max.inAll
                    + " already, as many as they may have (IOTFLOW_TELEMETRY_FIELDS)");
        }
        takenOfMeasurement.merge(measurement, 1, Integer::sum);
        takenByDevice.merge(deviceId, 1, Integer::sum);
        taken++;
        return Optional.empty();
    }

    /** Gives a place back. */
    void giveBack(Name name, String deviceId) {
        takenByDevice.merge(deviceId, -1, Integer::sum);
        takenOfMeasurement.merge(name.measurement(), -1, Integer::sum);
        taken--;
    }

    boolean isFull() {
        return counts.total() + taken >= max.inAll;
    }

    boolean isFullOf(String deviceId) {
        return !deviceId.isEmpty() && counts.by(deviceId) + takenByDevice.getOrDefault(deviceId, 0) >= max.ofDevice;
    }

    boolean isFull(String measurement) {
        return counts.of(measurement) + takenOfMeasurement.getOrDefault(measurement, 0) >= max.ofMeasurement;
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.FieldTypeStore.Counts;
import io.iotflow.telemetry.store.RegisteredField.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many new fields there is capacity for: of each measurement, and of all together. */
final class FieldQuota {

    private final Counts counts;
    private final int maxOfMeasurement;
    private final int maxInAll;
    private final Map<String, Integer> takenOfMeasurement = new HashMap<>();
    private int taken;

    FieldQuota(Counts counts, int maxOfMeasurement, int maxInAll) {
        this.counts = counts;
        this.maxOfMeasurement = maxOfMeasurement;
        this.maxInAll = maxInAll;
    }

    /** Takes a place for a new field, unless there is none left; then says so, continuing a sentence. */
    Optional<String> take(Name name) {
        String measurement = name.measurement();
        if (isFull(measurement)) {
            return Optional.of("is a new field, and measurement '" + measurement + "' has " + maxOfMeasurement
                    + " already, as many as it may have (IOTFLOW_TELEMETRY_MEASUREMENT_FIELDS)");
        }
        if (isFull()) {
            return Optional.of("is a new field, and all measurements together have " + maxInAll
                    + " already, as many as they may have (IOTFLOW_TELEMETRY_FIELDS)");
        }
        takenOfMeasurement.merge(measurement, 1, Integer::sum);
        taken++;
        return Optional.empty();
    }

    /** Gives a place back. */
    void giveBack(Name name) {
        takenOfMeasurement.merge(name.measurement(), -1, Integer::sum);
        taken--;
    }

    boolean isFull() {
        return counts.total() + taken >= maxInAll;
    }

    boolean isFull(String measurement) {
        return counts.of(measurement) + takenOfMeasurement.getOrDefault(measurement, 0) >= maxOfMeasurement;
    }
}

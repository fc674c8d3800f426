package io.iotflow.telemetry.store;

import java.time.Instant;
import java.util.List;

/**
 * One row of an answer about many devices.
 *
 * @param bucket of the devices, as it was asked
 * @param tags the values of the grouping tags, in their order; null where a series does not have one
 * @param time of the reading, or where the window begins
 * @param values the reading alone, or one for each function: a Double, Boolean or String, a map of numbers by state, or
 *     null where there is none
 */
public record FleetRow(
        int bucket, String measurement, String field, List<String> tags, Instant time, List<Object> values) {

    /** Whether both are of one series of the answer. */
    public boolean isOfSeriesOf(FleetRow other) {
        return bucket == other.bucket
                && measurement.equals(other.measurement)
                && field.equals(other.field)
                && tags.equals(other.tags);
    }
}

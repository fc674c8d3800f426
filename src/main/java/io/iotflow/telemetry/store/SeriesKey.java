package io.iotflow.telemetry.store;

import java.util.Map;

/**
 * What a message's points have in common.
 *
 * @param deviceRowId the row id of the device
 * @param ownTags the tags that the device sent: with device and measurement they are the series
 * @param tags all tags that InfluxDB gets: the series' tag set at this time
 */
record SeriesKey(long deviceRowId, String measurement, Map<String, String> ownTags, Map<String, String> tags) {

    /** The same in half of the memory, to be kept for long. */
    SeriesKey compact() {
        return new SeriesKey(deviceRowId, measurement.intern(), Map.copyOf(ownTags), Map.copyOf(tags));
    }

    static SeriesKey of(TelemetryMessage message) {
        return new SeriesKey(message.deviceRowId(), message.measurement(), message.ownTags(), message.tags());
    }
}

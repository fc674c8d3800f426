package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;

/**
 * A row of the log to be.
 *
 * @param place of the message in its batch: its id is the batch's first one and this
 * @param version 0 where it is the first message of its point
 */
record LogRow(TelemetryMessage message, SeriesIds series, int place, int version) {

    private static final int NANOS_OF_MICRO = 1_000;

    LogRow withVersion(int other, int tagSet) {
        return new LogRow(message, new SeriesIds(series.series(), tagSet), place, other);
    }

    LogRow at(int other) {
        return new LogRow(message, series, other, version);
    }

    /** Of the time, what its microseconds leave over. */
    int nanos() {
        return message.time().getNano() % NANOS_OF_MICRO;
    }

    String fields() {
        return Json.write(message.fields());
    }
}

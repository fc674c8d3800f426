package io.iotflow.telemetry.ingest;

import io.iotflow.telemetry.store.TelemetryMessage;
import java.util.List;
import java.util.Optional;

/**
 * What one MQTT message says.
 *
 * @param messages none where a mapping makes nothing of it
 * @param refused why the first other part of it cannot be stored; empty when all can
 */
record Readings(List<TelemetryMessage> messages, Optional<Refused> refused) {

    static final Readings NONE = new Readings(List.of(), Optional.empty());

    static Readings of(TelemetryMessage message) {
        return new Readings(List.of(message), Optional.empty());
    }
}

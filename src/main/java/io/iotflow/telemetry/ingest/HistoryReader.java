package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads messages that another product took. */
@Singleton
class HistoryReader {

    private final MessageReader reader;
    private final DeviceRegistry devices;

    @Inject
    HistoryReader(MessageReader reader, DeviceRegistry devices) {
        this.reader = reader;
        this.devices = devices;
    }

    /** What can be stored, and what is wrong with each of the others, by index: none must be lost without a word. */
    record Batch(
            List<TelemetryMessage> messages,
            List<Integer> indexes,
            List<Violation> violations,
            Optional<Reason> firstRefused) {

        /** Where the parts of those that can be stored stand. */
        MessagePaths paths() {
            return new MessagePaths(place -> "messages[" + indexes.get(place) + "].", "data.", "metadata.");
        }
    }

    /** Reads all; with {@code anyDevice} also of devices that are not here. */
    Batch read(JsonArray messages, boolean anyDevice, Instant now) {
        List<TelemetryMessage> good = new ArrayList<>(messages.size());
        List<Integer> indexes = new ArrayList<>(messages.size());
        List<Violation> violations = new ArrayList<>();
        Reason firstRefused = null;
        for (int i = 0; i < messages.size(); i++) {
            try {
                good.add(read(messages.get(i), anyDevice, now));
                indexes.add(i);
            } catch (Refused e) {
                firstRefused = firstRefused == null ? e.reason() : firstRefused;
                violations.add(new Violation("messages[" + i + "]." + e.field(), e.getMessage()));
            }
        }
        return new Batch(good, indexes, violations, Optional.ofNullable(firstRefused));
    }

    TelemetryMessage read(JsonValue message, boolean anyDevice, Instant now) throws Refused {
        if (!(message instanceof JsonObject object)) {
            throw new Refused(Reason.WRONG_TYPE, "message", "must be a JSON object");
        }
        if (!(object.get("device_id") instanceof JsonString deviceId)) {
            throw new Refused(Reason.WRONG_TYPE, "device_id", "is required and must be a string");
        }
        if (object.getOrDefault("timestamp", JsonValue.NULL) == JsonValue.NULL) {
            throw new Refused(Reason.BAD_TIMESTAMP, "timestamp", "is required: history without a time has no place");
        }
        Optional<Device> device = devices.find(deviceId.getString());
        if (device.isEmpty() && anyDevice) {
            device = Optional.of(new Device(0, deviceId.getString(), "any", "any", null, Device.Status.ACTIVE));
        }
        return reader.ofHistory(
                device.orElseThrow(() -> new Refused(Reason.UNKNOWN_DEVICE, "device_id", "is not registered")),
                Json.createObjectBuilder(object).remove("device_id").build(),
                now);
    }
}

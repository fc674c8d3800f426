package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.problem.Problem;
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
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads points that name their device, and sees that the caller may write for it. */
@Singleton
class PointReader {

    private final MessageReader reader;
    private final DeviceRegistry devices;

    @Inject
    PointReader(MessageReader reader, DeviceRegistry devices) {
        this.reader = reader;
        this.devices = devices;
    }

    /** So many are enough to see what is wrong, and an answer of 10,000 helps nobody. */
    private static final int MAX_VIOLATIONS = 100;

    /** The points that can be stored with their indexes, and what is wrong with (the first 100 of) the others, by index. */
    record Batch(
            List<TelemetryMessage> messages,
            List<Integer> indexes,
            List<Violation> violations,
            Optional<Reason> firstRefused) {

        /** Where the parts of those that can be stored stand. */
        MessagePaths paths() {
            return new MessagePaths(place -> "points[" + indexes.get(place) + "].", "fields.", "tags.");
        }
    }

    TelemetryMessage one(SecurityContext caller, JsonObject point, Instant now) {
        try {
            return reader.ofPoint(device(caller, deviceId(point), devices::find), point, now);
        } catch (Refused e) {
            throw switch (e.reason()) {
                case UNKNOWN_DEVICE -> Problem.notFound("The " + e.detail() + ".");
                case INACTIVE_DEVICE -> Problem.forbidden("The " + e.detail() + "; activate it first.");
                default -> e.problem();
            };
        }
    }

    Batch batch(SecurityContext caller, JsonArray points, Instant now) {
        List<TelemetryMessage> messages = new ArrayList<>(points.size());
        List<Integer> indexes = new ArrayList<>(points.size());
        List<Violation> violations = new ArrayList<>();
        Map<String, Device> known = new HashMap<>(); // each is asked for once, not for each point
        NamedDevices named = new NamedDevices(devices, () -> names(caller, points));
        PointSeries series = new PointSeries(reader, now);
        Reason firstRefused = null;
        for (int i = 0; i < points.size(); i++) {
            try {
                messages.add(ofBatch(caller, points.get(i), named, known, series));
                indexes.add(i);
            } catch (Refused e) {
                firstRefused = firstRefused == null ? e.reason() : firstRefused;
                if (violations.size() < MAX_VIOLATIONS) {
                    violations.add(new Violation("points[" + i + "]." + e.field(), e.getMessage()));
                }
            }
        }
        return new Batch(messages, indexes, violations, Optional.ofNullable(firstRefused));
    }

    private TelemetryMessage ofBatch(
            SecurityContext caller, JsonValue point, NamedDevices named, Map<String, Device> known, PointSeries series)
            throws Refused {
        if (point instanceof JsonObject object) {
            String deviceId = deviceId(object);
            Device device = known.get(deviceId);
            if (device == null) {
                device = device(caller, deviceId, named::find);
                known.put(deviceId, device);
            }
            return series.message(device, object);
        }
        throw new Refused(Reason.WRONG_TYPE, "point", "must be a JSON object");
    }

    private static String deviceId(JsonObject point) throws Refused {
        if (point.get("device_id") instanceof JsonString deviceId) {
            return deviceId.getString();
        }
        throw new Refused(Reason.WRONG_TYPE, "device_id", "is required and must be a string");
    }

    /** The devices that the points name and the caller may write for. */
    private static Set<String> names(SecurityContext caller, JsonArray points) {
        return points.stream()
                .filter(it -> it instanceof JsonObject point && point.get("device_id") instanceof JsonString)
                .map(it -> it.asJsonObject().getString("device_id"))
                .filter(it -> DeviceAccess.mayWrite(caller, it))
                .collect(Collectors.toSet());
    }

    private static Device device(SecurityContext caller, String deviceId, Function<String, Optional<Device>> registry)
            throws Refused {
        DeviceAccess.requireWrite(caller, deviceId);
        return Senders.require(registry.apply(deviceId), "device_id");
    }
}

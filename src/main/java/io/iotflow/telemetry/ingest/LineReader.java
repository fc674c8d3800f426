package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.platform.json.Utf8;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a body of line protocol, and sees that the caller may write for the device of each line. */
@Singleton
class LineReader {

    private static final int MAX_VIOLATIONS = 100;
    private static final String DEVICE_TAG = "device_id";

    private final MessageReader reader;
    private final DeviceRegistry devices;

    @Inject
    LineReader(MessageReader reader, DeviceRegistry devices) {
        this.reader = reader;
        this.devices = devices;
    }

    /** The lines that can be stored, how many there were, and what is wrong with (the first 100 of) the others. */
    record Body(
            int lines,
            List<TelemetryMessage> messages,
            List<Integer> numbers,
            List<Violation> violations,
            Optional<Reason> firstRefused) {

        /** Where the parts of those that can be stored stand. */
        MessagePaths paths() {
            return new MessagePaths(place -> "line " + numbers.get(place) + ", ", "fields.", "tags.");
        }
    }

    /**
     * Reads a whole body.
     *
     * @throws Problem 400 when it is no UTF-8; 403 for a line of another device than the key's,
     *     unless the good lines are to be stored alone; 413 for too many lines
     */
    Body read(SecurityContext caller, byte[] body, LinePrecision precision, boolean partial, Instant now) {
        String text = text(body);
        LineSplitter lines = new LineSplitter(text);
        LineSeries series = new LineSeries(text, reader, precision, now);
        List<TelemetryMessage> messages = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        Reason firstRefused = null;
        NamedDevices named = new NamedDevices(devices, () -> names(caller, text));
        int count = 0;
        while (lines.next()) {
            if (++count > TelemetryLog.LARGEST_UPLOAD) {
                throw Problem.tooLarge(
                        "A write holds at most " + TelemetryLog.LARGEST_UPLOAD + " lines; send it in parts.");
            }
            try {
                messages.add(series.message(lines, line -> device(caller, line, named, partial)));
                numbers.add(lines.number());
            } catch (Refused e) {
                firstRefused = firstRefused == null ? e.reason() : firstRefused;
                if (violations.size() < MAX_VIOLATIONS) {
                    violations.add(new Violation("line " + lines.number() + ", " + e.field(), e.getMessage()));
                }
            }
        }
        return new Body(count, messages, numbers, violations, Optional.ofNullable(firstRefused));
    }

    private static String text(byte[] body) {
        try {
            return Utf8.decode(body);
        } catch (CharacterCodingException e) {
            throw Problem.invalid("body", "must be UTF-8");
        }
    }

    /** The devices that the lines name and the caller may write for. */
    private static Set<String> names(SecurityContext caller, String text) {
        Set<String> names = new HashSet<>();
        for (LineSplitter lines = new LineSplitter(text); lines.next(); ) {
            try {
                String name = LineParser.parse(text, lines).tags().get(DEVICE_TAG);
                if (name != null && DeviceAccess.mayWrite(caller, name)) {
                    names.add(name);
                }
            } catch (Refused e) {
                continue; // it is refused when its turn comes
            }
        }
        return names;
    }

    private static Device device(SecurityContext caller, Line line, NamedDevices devices, boolean partial)
            throws Refused {
        String named = line.tags().get(DEVICE_TAG);
        if (named == null && !caller.isUserInRole("device")) {
            throw new Refused(
                    Reason.WRONG_TYPE,
                    "tags." + DEVICE_TAG,
                    "is required: an admin key writes for the device it names");
        }
        String deviceId = named == null ? caller.getUserPrincipal().getName() : named;
        if (partial && !DeviceAccess.mayWrite(caller, deviceId)) {
            throw new Refused(Reason.OTHER_DEVICE, "tags." + DEVICE_TAG, "names another device than the key's");
        }
        DeviceAccess.requireWrite(caller, deviceId);
        return Senders.require(devices.find(deviceId), "tags." + DEVICE_TAG);
    }
}

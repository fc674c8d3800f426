package io.iotflow.device;

import io.iotflow.platform.json.RequestBody;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** A requested registration; deviceId is null when the id is to be made from the name. */
record NewDevice(
        String name,
        String deviceType,
        String deviceId,
        String description,
        String location,
        String firmwareVersion,
        String hardwareVersion,
        String timezone) {

    private static final Pattern ONLY_DIGITS = Pattern.compile("[0-9]+");

    /** The same with this id. */
    NewDevice withDeviceId(String id) {
        return new NewDevice(name, deviceType, id, description, location, firmwareVersion, hardwareVersion, timezone);
    }

    /** Reads and checks the request; 400 with everything that is wrong. */
    static NewDevice checked(RequestBody body) {
        NewDevice device = of(body);
        if (device.deviceId() != null && ONLY_DIGITS.matcher(device.deviceId()).matches()) {
            body.violation("device_id", "must have a letter: a number alone means the id of a device");
        }
        body.check();
        return device;
    }

    /** Reads its members and leaves to the caller to check the body. */
    static NewDevice of(RequestBody body) {
        return new NewDevice(
                tag(body, "name", body.required("name"), 100),
                tag(body, "device_type", body.required("device_type"), 50),
                deviceId(body),
                body.optional("description", 1000),
                tag(body, "location", body.optional("location"), 200),
                body.optional("firmware_version", 50),
                body.optional("hardware_version", 50),
                timezone(body));
    }

    /** Reads the member {@code timezone}, such as {@code Europe/Berlin} or {@code +01:00}. */
    static String timezone(RequestBody body) {
        String zone = body.optional("timezone", 50);
        try {
            return zone == null ? null : ZoneId.of(zone).getId();
        } catch (DateTimeException e) {
            body.violation("timezone", "must be a time zone such as UTC, Europe/Berlin or +01:00");
            return null;
        }
    }

    private static String deviceId(RequestBody body) {
        String deviceId = body.optional("device_id", 64);
        if (deviceId != null) {
            try {
                return new DeviceId(deviceId).value();
            } catch (IllegalArgumentException e) {
                body.violation("device_id", e.getMessage());
            }
        }
        return deviceId;
    }

    /** Reads a text that becomes a tag. */
    static String tag(RequestBody body, String name, String text, int max) {
        if (text != null) {
            TagRule.violation(text, max).ifPresent(it -> body.violation(name, it));
        }
        return text;
    }
}

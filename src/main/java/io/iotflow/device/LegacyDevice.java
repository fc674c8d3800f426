package io.iotflow.device;

import io.iotflow.platform.json.RequestBody;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A device as another product knew it, with its key, which stays good. */
record LegacyDevice(
        NewDevice device,
        String status,
        String key,
        Optional<FormerPassword> mqttPassword,
        Optional<Instant> createdAt,
        Optional<Instant> lastSeen) {

    private static final List<String> STATUSES = List.of("active", "inactive", "maintenance");

    /** A shorter one could be guessed: keys are hashed fast, because they are random (ADR 3). */
    private static final int SHORTEST_KEY = 16;

    private static final int LONGEST_KEY = 128;

    /** Reads and checks the request; 400 with everything that is wrong. */
    static LegacyDevice of(byte[] json, Instant now) {
        RequestBody body = RequestBody.of(json);
        body.required("device_id");
        String status = body.optional("status", 20);
        if (status != null && !STATUSES.contains(status)) {
            body.violation("status", "must be one of " + String.join(", ", STATUSES));
        }
        Optional<FormerPassword> mqttPassword = mqttPassword(body);
        LegacyDevice legacy = new LegacyDevice(
                NewDevice.of(body),
                status == null ? "active" : status,
                mqttPassword.isPresent() && !body.has("api_key") ? ApiKey.generate() : key(body),
                mqttPassword,
                time(body, "created_at", now),
                time(body, "last_seen", now));
        body.check();
        return legacy;
    }

    /** Its number in the other product, where that is its device id; it is its {@code id} here. */
    OptionalLong number() {
        return DeviceId.isNumber(device.deviceId())
                ? OptionalLong.of(Long.parseLong(device.deviceId()))
                : OptionalLong.empty();
    }

    /** Of a device that had an account at the broker; where it has no key either, it gets one that nobody knows. */
    private static Optional<FormerPassword> mqttPassword(RequestBody body) {
        String hash = body.optional("mqtt_password_hash");
        try {
            return Optional.ofNullable(hash).map(FormerPassword::of);
        } catch (IllegalArgumentException e) {
            body.violation("mqtt_password_hash", e.getMessage());
            return Optional.empty();
        }
    }

    private static String key(RequestBody body) {
        String key = body.exact("api_key");
        boolean isPlain = key != null && key.chars().allMatch(it -> it > ' ' && it <= '~');
        if (key != null && (!isPlain || key.length() < SHORTEST_KEY || key.length() > LONGEST_KEY)) {
            body.violation(
                    "api_key",
                    "must be " + SHORTEST_KEY + " to " + LONGEST_KEY + " visible ASCII characters without blanks");
        }
        return key;
    }

    private static Optional<Instant> time(RequestBody body, String name, Instant now) {
        String text = body.optional(name, 40);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
            if (time.isAfter(now) || time.isBefore(Instant.EPOCH)) {
                body.violation(name, "must be between 1970 and now");
            }
            return Optional.of(time);
        } catch (DateTimeException e) {
            body.violation(name, "must be RFC 3339, such as 2026-01-31T12:00:00Z");
            return Optional.empty();
        }
    }

    /** Without the key: records print every component, and this one must not reach a log. */
    @Override
    public String toString() {
        return "LegacyDevice[" + device.deviceId() + "]";
    }
}

package io.iotflow.quarantine;

import java.time.Instant;
import java.util.Arrays;

/**
 * One refused message or point.
 *
 * @param source where it came from: {@code mqtt} or {@code influxdb}
 * @param deviceId the device as the sender named it, known or not; may be null
 * @param topic the MQTT topic, or null
 * @param detail what is wrong, for a person
 * @param payload the bytes as they came
 */
public record Refusal(
        Instant receivedAt,
        String source,
        String deviceId,
        String topic,
        Reason reason,
        String detail,
        byte[] payload) {

    private static final int LONGEST_DETAIL = 2000;

    public Refusal {
        // PostgreSQL's text holds no NUL, and a topic may.
        deviceId = printable(deviceId);
        topic = printable(topic);
        detail = printable(detail.substring(0, Math.min(LONGEST_DETAIL, detail.length())));
    }

    private static String printable(String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Refusal it
                && receivedAt.equals(it.receivedAt)
                && reason == it.reason
                && Arrays.equals(payload, it.payload);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(payload);
    }
}

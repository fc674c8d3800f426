package io.iotflow.quarantine;

import java.time.Instant;
import java.util.Arrays;

/**
 * One refused message or point.
 *
 * @param source where it came from: {@code mqtt} or {@code influxdb}
 * @param deviceId the device as the sender named it, known or not, of which 128 characters are kept; may be null
 * @param topic the MQTT topic, or null
 * @param detail what is wrong, for a person; 2000 characters are kept
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

    static final int LONGEST_DETAIL = 2000;
    // Twice a device id's length; what is much longer has no place in an index.
    private static final int LONGEST_DEVICE_ID = 128;

    public Refusal {
        deviceId = storable(deviceId, LONGEST_DEVICE_ID);
        topic = storable(topic, Integer.MAX_VALUE);
        detail = storable(detail, LONGEST_DETAIL);
    }

    /** The text as PostgreSQL can hold it: without NUL, which a topic may have, and not cut within a character. */
    static String storable(String text, int longest) {
        if (text == null) {
            return null;
        }
        int end = Math.min(longest, text.length());
        boolean cutsPair = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, cutsPair ? end - 1 : end).replace('\0', '\uFFFD');
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

package io.iotflow.device;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A device's id: 1 to 64 letters, digits, {@code _}, {@code .} and {@code -}, beginning with a letter or digit. It is
 * safe in a topic, a tag, a URL and a file name, and never changes.
 *
 * @throws IllegalArgumentException when the text is no such id; the message continues a sentence
 */
public record DeviceId(String value) {

    /** What a device id must be, continuing a sentence. */
    static final String RULE = "must be 1 to 64 letters, digits, '_', '.' or '-', beginning with a letter or digit";

    private static final Pattern DEVICE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final int GENERATED_MAX = 48;

    public DeviceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** Whether the text is a device id. */
    static boolean isValid(String text) {
        return DEVICE_ID.matcher(text).matches();
    }

    /** A device id made from a name: {@code Büro Sensor #2} becomes {@code buro_sensor_2}. */
    static DeviceId fromName(String name) {
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        String deviceId = ascii.substring(0, Math.min(GENERATED_MAX, ascii.length()));
        return new DeviceId(deviceId.isEmpty() ? "device" : deviceId);
    }

    @Override
    public String toString() {
        return value;
    }
}

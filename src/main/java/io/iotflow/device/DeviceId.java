package io.iotflow.device;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
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
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern HAS_LETTER = Pattern.compile("[a-z]");
    private static final Pattern FOREIGN = Pattern.compile("[_.-]*[^a-z0-9_.-][^a-z0-9]*");
    private static final Pattern AT_THE_ENDS = Pattern.compile("^[_.-]+|[_.-]+$");
    private static final int GENERATED_MAX = 48;
    private static final int MAX = 64;

    /** Latin letters that Unicode does not take apart. */
    private static final Map<String, String> LETTERS =
            Map.of("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i");

    public DeviceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    /** Whether the text is a device id. */
    public static boolean isValid(String text) {
        return DEVICE_ID.matcher(text).matches();
    }

    /** Whether the text is the number of a row as an answer's {@code id} has it. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /**
     * A device id made from a name: {@code Büro Sensor #2} becomes {@code buro_sensor_2}, {@code test-device-001} stays. A
     * name without Latin letters has the device's type before what is left of it, so that it is never a number.
     */
    static DeviceId fromName(String name, String type) {
        String readable = latin(name);
        if (!HAS_LETTER.matcher(readable).find()) {
            String kind = latin(type);
            readable = (HAS_LETTER.matcher(kind).find() ? kind : "device") + (readable.isEmpty() ? "" : "_" + readable);
        }
        String cut = readable.substring(0, Math.min(GENERATED_MAX, readable.length()));
        return new DeviceId(AT_THE_ENDS.matcher(cut).replaceAll(""));
    }

    /** The same with a number behind it, for one of several devices of a name; cut where it would be too long. */
    DeviceId withNumber(long number) {
        String end = "_" + number;
        return new DeviceId(value.substring(0, Math.min(value.length(), MAX - end.length())) + end);
    }

    private static String latin(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            plain = plain.replace(letter.getKey(), letter.getValue());
        }
        plain = Normalizer.normalize(plain, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        return AT_THE_ENDS.matcher(FOREIGN.matcher(plain).replaceAll("_")).replaceAll("");
    }

    @Override
    public String toString() {
        return value;
    }
}

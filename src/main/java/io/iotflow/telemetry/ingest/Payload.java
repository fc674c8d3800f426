package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.quarantine.Reason;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A payload as JSON where it is, or nearly is, else as text.
 *
 * @param json null where it is a text
 * @param text null where it is JSON as it came
 * @param isRepaired whether the JSON is not what came, see {@link NearlyJson}
 */
record Payload(JsonValue json, String text, boolean isRepaired) {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    static Payload of(byte[] bytes) throws Refused {
        try {
            return new Payload(Json.read(bytes), null, false);
        } catch (MalformedJson e) {
            return ofText(text(bytes), e);
        }
    }

    /** The text without a byte-order mark, and without the NUL, the line's end and the blanks around it. */
    static String text(byte[] bytes) throws Refused {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused(Reason.BAD_JSON, "payload", "is not UTF-8");
        }
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        int end = text.length();
        while (end > start && isPadding(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end).stripLeading();
    }

    private static boolean isPadding(char c) {
        return c == '\0' || Character.isWhitespace(c);
    }

    private static Payload ofText(String text, MalformedJson malformed) throws Refused {
        if (text.isEmpty()) {
            throw new Refused(Reason.BAD_JSON, "payload", "is empty");
        }
        try {
            return new Payload(Json.read(text), text, false);
        } catch (MalformedJson e) {
            return nearlyJsonOrText(text, malformed);
        }
    }

    private static Payload nearlyJsonOrText(String text, MalformedJson malformed) throws Refused {
        try {
            boolean isStructure = text.startsWith("{") || text.startsWith("[");
            if (isStructure || NearlyJson.isNumber(text)) {
                return new Payload(Json.read(NearlyJson.repaired(text)), text, true);
            }
        } catch (MalformedJson e) {
            throw new Refused(Reason.BAD_JSON, "payload", malformed.getMessage());
        }
        if (!LineForm.isLines(text) && CONTROL.matcher(text).find()) {
            throw new Refused(Reason.BAD_JSON, "payload", malformed.getMessage());
        }
        return new Payload(null, text, false);
    }
}

package io.iotflow.device;

import io.iotflow.platform.json.RequestBody;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a text must be to stand as a name or tag in InfluxDB's line protocol and come back unchanged. A device's name,
 * type and location become tags, so they are held to it at registration.
 */
public final class TagRule {

    /** The longest name of a measurement, field or tag. */
    public static final int LONGEST_NAME = 200;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** The client escapes no backslash, so one before these characters, or at the end, would swallow them. */
    private static final Pattern SWALLOWING = Pattern.compile("\\\\(?:[ ,=\"]|$)");

    private TagRule() {}

    /** What is wrong with the text, continuing a sentence; empty when it can be held. */
    public static Optional<String> violation(String text, int longest) {
        if (text.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (text.length() > longest) {
            return Optional.of("must be at most " + longest + " characters");
        }
        if (CONTROL.matcher(text).find() || !RequestBody.isWellFormed(text)) {
            return Optional.of("must not contain control characters or broken Unicode");
        }
        return SWALLOWING.matcher(text).find()
                ? Optional.of("must not have a backslash at its end or before a space, comma, '=' or '\"'")
                : Optional.empty();
    }
}

package io.iotflow.device;

import io.iotflow.platform.json.RequestBody;
import java.util.Optional;

/**
 * What a text must be to stand as a name or tag in InfluxDB's line protocol and come back unchanged. A device's name,
 * type and location become tags, so they are held to it at registration.
 */
public final class TagRule {

    /** The longest name of a measurement, field or tag. */
    public static final int LONGEST_NAME = 200;

    private static final char DELETE = '\u007f';
    private static final Optional<String> UNREADABLE =
            Optional.of("must not contain control characters or broken Unicode");

    /** The client escapes no backslash, so one before these characters, or at the end, would swallow them. */
    private static final String SWALLOWED = " ,=\"";

    private TagRule() {}

    /** What is wrong with the text, continuing a sentence; empty when it can be held. */
    public static Optional<String> violation(String text, int longest) {
        if (text.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (text.length() > longest) {
            return Optional.of("must be at most " + longest + " characters");
        }
        boolean isSwallowing = false;
        boolean hasSurrogates = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == DELETE) {
                return UNREADABLE;
            }
            isSwallowing |= c == '\\' && (i + 1 == text.length() || SWALLOWED.indexOf(text.charAt(i + 1)) >= 0);
            hasSurrogates |= Character.isSurrogate(c);
        }
        if (hasSurrogates && !RequestBody.isWellFormed(text)) {
            return UNREADABLE;
        }
        return isSwallowing
                ? Optional.of("must not have a backslash at its end or before a space, comma, '=' or '\"'")
                : Optional.empty();
    }
}

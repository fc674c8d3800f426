package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import java.util.OptionalLong;

/** Parameters of lists that are whole numbers, such as {@code limit}: read in one way, refused with one text. */
public final class PageParameters {

    private PageParameters() {}

    /** {@code limit}, 1 to {@code max}. */
    public static int limit(String text, int byDefault, int max) {
        return number("limit", text, byDefault, max);
    }

    /** {@code cursor} of a list whose places are row ids. */
    public static long cursor(String text, long byDefault) {
        return isAbsent(text) ? byDefault : require("cursor", text, Long.MAX_VALUE);
    }

    /** A number from 1 to {@code max}; {@code byDefault} where the text is null or empty, 400 where it is no such number. */
    public static int number(String name, String text, int byDefault, int max) {
        return isAbsent(text) ? byDefault : (int) require(name, text, max);
    }

    /** The same where a default is none: 400 also for an empty text. */
    public static int required(String name, String text, int max) {
        return (int) require(name, text, max);
    }

    /** What a text says, if that is a whole number within these bounds. */
    public static OptionalLong read(String text, long min, long max) {
        if (!text.matches("\\d{1,18}")) {
            return OptionalLong.empty();
        }
        long number = Long.parseLong(text);
        return number < min || number > max ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static long require(String name, String text, long max) {
        return read(text, 1, max).orElseThrow(() -> Problem.invalid(name, "must be 1 to " + max));
    }

    private static boolean isAbsent(String text) {
        return text == null || text.isEmpty();
    }
}

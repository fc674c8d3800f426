package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import java.math.BigInteger;
import java.util.OptionalLong;

/** Parameters of lists that are whole numbers, such as {@code limit}: read in one way, refused with one text. */
public final class PageParameters {

    private static final int LONGEST_SIZE = 100;

    private PageParameters() {}

    /** {@code limit} of a list that gives at most {@code max} at once. */
    public static int limit(String text, int byDefault, int max) {
        return size("limit", text, byDefault, max);
    }

    /**
     * How many entries a page has: what is more than {@code max} is {@code max}; {@code byDefault} where the text is null or
     * empty, 400 where it is no number from 1.
     */
    public static int size(String name, String text, int byDefault, int max) {
        return isAbsent(text)
                ? byDefault
                : (int) readSize(text, max).orElseThrow(() -> Problem.invalid(name, sizeRule(max)));
    }

    /** The same where a default is none: 400 also for an empty text. */
    public static int required(String name, String text, int max) {
        return (int) readSize(text, max).orElseThrow(() -> Problem.invalid(name, sizeRule(max)));
    }

    /** What a 400 says of a page's size. */
    public static String sizeRule(int max) {
        return "must be 1 to " + max;
    }

    /** What a text says of a page's size, at most {@code max}, if it is a whole number from 1. */
    public static OptionalLong readSize(String text, int max) {
        return text.matches("0*[1-9][0-9]*") && text.length() <= LONGEST_SIZE
                ? OptionalLong.of(
                        new BigInteger(text).min(BigInteger.valueOf(max)).longValueExact())
                : OptionalLong.empty();
    }

    /** {@code cursor} of a list whose places are row ids. */
    public static long cursor(String text, long byDefault) {
        return isAbsent(text) ? byDefault : require("cursor", text, Long.MAX_VALUE);
    }

    /** A number from 1 to {@code max}; {@code byDefault} where the text is null or empty, 400 where it is no such number. */
    public static int number(String name, String text, int byDefault, int max) {
        return isAbsent(text) ? byDefault : (int) require(name, text, max);
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

package io.iotflow.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Frame;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How much the expressions of one message may do together. Steps rather than time stop what does not end, because a busy
 * machine must not refuse what an idle one takes; the time is for what takes long in few steps. Not for several threads.
 */
final class EvaluationBounds {

    static final int MAX_STEPS = 20_000;
    static final int MAX_DEPTH = 120;
    static final int LONGEST_TEXT = 65_536;
    private static final int MAX_WEIGHT = 50_000;
    private static final int MAX_NESTING = 60;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long start = System.nanoTime();
    private int steps;
    private int depth;

    /** Holds the frame to them. */
    void holdTo(Frame frame) {
        depth = 0;
        frame.setEvaluateEntryCallback((expression, input, environment) -> enter());
        frame.setEvaluateExitCallback((expression, input, environment, result) -> leave(result));
    }

    private void enter() {
        steps++;
        depth++;
        if (steps > MAX_STEPS) {
            throw stopped("takes more than " + MAX_STEPS + " steps");
        }
        if (depth > MAX_DEPTH) {
            throw stopped("is nested more than " + MAX_DEPTH + " deep, or calls itself without an end");
        }
        if (System.nanoTime() - start > LONGEST_NANOS) {
            throw stopped("takes too long");
        }
    }

    private void leave(Object result) {
        depth--;
        if (result instanceof Pattern) {
            throw stopped("has a regular expression: use $contains, $split, $substringBefore or $substringAfter");
        }
        requireSmall(result);
    }

    /** Stops what would go on growing: a value may hold another one many times, and only its text would be large. */
    static void requireSmall(Object value) {
        if (weight(value, 0, 0) > MAX_WEIGHT) {
            throw stopped("makes too much of the payload");
        }
    }

    private static int weight(Object value, int before, int nesting) {
        if (nesting > MAX_NESTING) {
            throw stopped("makes objects that are nested too deep");
        }
        int sum = before + 1;
        if (value instanceof String text) {
            requireShort(text.length());
            return sum + text.length() / 32;
        }
        Collection<?> parts =
                value instanceof Map<?, ?> map ? map.values() : value instanceof Collection<?> list ? list : List.of();
        if (sum + parts.size() > MAX_WEIGHT) { // a range has its parts only as they are read
            return MAX_WEIGHT + 1;
        }
        for (Object part : parts) {
            sum = weight(part, sum, nesting + 1);
            if (sum > MAX_WEIGHT) {
                return sum;
            }
        }
        return sum;
    }

    static void requireShort(long characters) {
        if (characters > LONGEST_TEXT) {
            throw stopped("makes a text of more than " + LONGEST_TEXT + " characters");
        }
    }

    /** What stops an expression; the library gives it back as it is. */
    static JException stopped(String why) {
        return new JException("D3141", -1, why);
    }
}

package io.iotflow.mapping;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One JSONata expression, compiled. It is given the payload, {@code $topic} and {@code $level}, and nothing else; safe for many
 * threads.
 */
final class Expression {

    static final int LONGEST = 4_000;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t\\r\\n]]");

    /** Where a value stands before it, a slash divides; elsewhere it begins a regular expression. */
    private static final String ENDS_A_VALUE = ")]}\"'`_*%";

    private final String member;
    private final Jsonata compiled;

    private Expression(String member, Jsonata compiled) {
        this.member = member;
        this.compiled = compiled;
    }

    /** Compiles the expression of this member of a mapping. */
    static Expression of(String member, String text) throws BadExpression {
        if (text.length() > LONGEST) {
            throw new BadExpression("must be at most " + LONGEST + " characters");
        }
        if (CONTROL.matcher(text).find()) {
            throw new BadExpression("must not contain control characters");
        }
        if (text.contains("__evaluate")) { // the library's names for what holds it to its bounds
            throw new BadExpression("must not contain __evaluate");
        }
        int regex = regex(text);
        if (regex >= 0) {
            throw new BadExpression("has a regular expression at position " + regex
                    + ", which could take for ever: use $contains, $split, $substringBefore or $substringAfter");
        }
        try {
            Jsonata compiled = Jsonata.jsonata(text);
            compiled.setValidateInput(false); // it is ours
            SafeFunctions.bind(compiled);
            return new Expression(member, compiled);
        } catch (JException e) {
            throw new BadExpression("is no JSONata expression: " + said(e));
        } catch (StackOverflowError e) {
            throw new BadExpression("is nested too deeply");
        } catch (RuntimeException e) { // the library has no exception for each fault
            throw new BadExpression("is no JSONata expression");
        }
    }

    private static int regex(String text) {
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '`') {
                i = endOfText(text, i);
            } else if (c == '/' && text.startsWith("/*", i)) {
                int end = text.indexOf("*/", i + 2);
                i = end < 0 ? text.length() : end + 1;
                continue;
            } else if (c == '/' && !Character.isLetterOrDigit(before) && ENDS_A_VALUE.indexOf(before) < 0) {
                return i + 1;
            }
            before = Character.isWhitespace(c) ? before : c;
        }
        return -1;
    }

    private static int endOfText(String text, int start) {
        char quote = text.charAt(start);
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            i += quote != '`' && text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** What an expression is given. */
    record Given(Object payload, String topic, Object levels, Instant receivedAt) {}

    /** What it gives; empty for nothing, which is no failure. */
    Optional<JsonValue> evaluate(Given given, EvaluationBounds bounds) throws MappingFailed {
        Frame frame = compiled.createFrame();
        frame.bind("topic", (Object) given.topic());
        frame.bind("level", given.levels());
        bindClock(frame, given.receivedAt().toEpochMilli());
        bounds.holdTo(frame);
        Object result = evaluate(given.payload(), frame);
        try {
            return Optional.ofNullable(JsonataValues.json(result));
        } catch (IllegalArgumentException e) {
            throw new MappingFailed(member, e.getMessage());
        }
    }

    private Object evaluate(Object payload, Frame frame) throws MappingFailed {
        try {
            Object result = compiled.evaluate(payload, frame);
            EvaluationBounds.requireSmall(result);
            return result;
        } catch (JException e) {
            throw new MappingFailed(member, "fails: " + said(e));
        } catch (StackOverflowError e) {
            throw new MappingFailed(member, "calls itself without an end");
        } catch (RuntimeException e) { // the library has no exception for each fault of an expression
            throw new MappingFailed(member, "fails: " + line(String.valueOf(e.getMessage())));
        }
    }

    /** The library's may tell the time of another expression. */
    private static void bindClock(Frame frame, long millis) {
        frame.bind("millis", new JFunction((input, args) -> millis, "<:n>"));
        frame.bind("now", new JFunction((input, args) -> now(millis, args), "<s?s?:s>"));
    }

    private static String now(long millis, List<?> args) {
        return Functions.dateTimeFromMillis(
                millis, args.isEmpty() ? null : (String) args.get(0), args.size() < 2 ? null : (String) args.get(1));
    }

    private static String said(JException e) {
        String text = line(e.getMessage());
        return e.getLocation() < 0 ? text : text + " (position " + e.getLocation() + ")";
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ").strip();
        return line.length() > 300 ? line.substring(0, 300) + "…" : line;
    }
}

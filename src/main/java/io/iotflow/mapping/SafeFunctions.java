package io.iotflow.mapping;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.List;

/**
 * The functions that could make too much of little in a single step, within bounds, and none that evaluates a text.
 * {@code $replace} with a limit reads its text as a regular expression in the library; here a text is a text.
 */
final class SafeFunctions {

    private static final int MOST_DECIMALS = 30;

    private SafeFunctions() {}

    /** Replaces the library's in this expression. */
    static void bind(Jsonata expression) {
        expression.assign("eval", null);
        expression.registerFunction("pad", new JFunction((input, args) -> pad(args), "<s-ns?:s>"));
        expression.registerFunction("join", new JFunction((input, args) -> join(args), "<a<s>s?:s>"));
        expression.registerFunction("round", new JFunction((input, args) -> round(args), "<n-n?:n>"));
        expression.registerFunction("replace", new JFunction((input, args) -> replace(args), "<s-ssn?:s>"));
    }

    private static Object pad(List<?> args) {
        Number width = (Number) args.get(1);
        EvaluationBounds.requireShort(Math.abs(width.longValue()));
        return Functions.pad((String) args.get(0), width, (String) at(args, 2));
    }

    private static Object join(List<?> args) {
        @SuppressWarnings("unchecked") // the signature says so
        List<String> texts = (List<String>) args.get(0);
        String separator = (String) at(args, 1);
        if (texts != null) {
            long length = texts.stream().mapToLong(String::length).sum();
            EvaluationBounds.requireShort(length + (separator == null ? 0L : (long) separator.length() * texts.size()));
        }
        return Functions.join(texts, separator);
    }

    private static Object round(List<?> args) {
        Number decimals = (Number) at(args, 1);
        if (decimals != null && Math.abs(decimals.doubleValue()) > MOST_DECIMALS) {
            throw EvaluationBounds.stopped("rounds to more than " + MOST_DECIMALS + " decimals");
        }
        return Functions.round((Number) args.get(0), decimals);
    }

    private static Object replace(List<?> args) {
        String text = (String) args.get(0);
        String old = (String) at(args, 1);
        String other = (String) at(args, 2);
        if (text == null || old == null || other == null) {
            return null;
        }
        if (old.isEmpty()) {
            throw EvaluationBounds.stopped("replaces an empty text");
        }
        Number limit = (Number) at(args, 3);
        return replace(text, old, other, limit == null ? Long.MAX_VALUE : limit.longValue());
    }

    private static String replace(String text, String old, String other, long limit) {
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        int found = text.indexOf(old);
        for (long i = 0; i < limit && found >= 0; i++) {
            replaced.append(text, from, found).append(other);
            EvaluationBounds.requireShort(replaced.length());
            from = found + old.length();
            found = text.indexOf(old, from);
        }
        return replaced.append(text, from, text.length()).toString();
    }

    private static Object at(List<?> args, int index) {
        return index < args.size() ? args.get(index) : null;
    }
}

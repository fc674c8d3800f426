package io.iotflow.influx;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The predicate of a delete: {@code =} and {@code !=} on {@code _measurement} and tags, AND, parentheses, values in
 * double quotes or bare. A series that lacks the tag matches neither {@code =} nor {@code !=}. Parsed by recursive descent; what InfluxDB refuses is refused with its words.
 */
final class DeletePredicate {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<quoted>\"(?:[^\"\\\\\n]|\\\\[n\\\\\"'])*+\")|(?<word>[0-9]+\\.[0-9]+|[A-Za-z0-9_]+)|(?<sign>=~|!~|!=|<>|=|\\(|\\)|-)|(?<bad>\\S)|$)");

    private final Matcher matcher;
    private String kind;
    private String text;

    private DeletePredicate(String predicate) {
        this.matcher = TOKEN.matcher(predicate);
        advance();
    }

    /** @param predicate null or empty matches every series */
    static Predicate<SeriesKey> parse(String predicate) {
        if (predicate == null || predicate.isEmpty()) {
            return series -> true;
        }
        DeletePredicate parser = new DeletePredicate(predicate);
        Predicate<SeriesKey> parsed = parser.conjunction();
        if (parser.isSign(")")) {
            throw refused("extra ) seen");
        }
        if (!parser.kind.equals("end")) {
            throw parser.badExpression();
        }
        return parsed;
    }

    private Predicate<SeriesKey> conjunction() {
        Predicate<SeriesKey> all = term();
        while (isWord("AND")) {
            advance();
            all = all.and(term());
        }
        if (isWord("OR")) {
            throw refused("the logical operator OR is not supported yet at position " + matcher.start("word"));
        }
        return all;
    }

    private Predicate<SeriesKey> term() {
        if (!isSign("(")) {
            return rule();
        }
        advance();
        Predicate<SeriesKey> inner = conjunction();
        if (!isSign(")")) {
            throw refused("extra ( seen");
        }
        advance();
        return inner;
    }

    private Predicate<SeriesKey> rule() {
        if (!kind.equals("word") && !kind.equals("quoted")) {
            throw badExpression();
        }
        String key = text;
        advance();
        if (!isSign("=") && !isSign("!=") && !isSign("<>")) {
            String unsupported = isSign("=~") || isSign("!~")
                    ? "operator: %s at position: %d is not supported yet"
                    : "invalid operator %s at position: %d";
            throw refused(String.format(unsupported, GoFormat.quoted(text), matcher.start()));
        }
        boolean equal = isSign("=");
        advance();
        String value = value();
        if (key.equals("_field") && equal) {
            throw InfluxFailure.notImplemented("delete by field is not supported");
        }
        if (key.equals("_measurement") && !equal) {
            throw InfluxFailure.notImplemented("the test double refuses _measurement !=, which InfluxDB accepts and"
                    + " applies to some of the measurements only");
        }
        return series -> {
            String actual = key.equals("_measurement")
                    ? series.measurement()
                    : series.tags().get(key);
            return actual != null && equal == actual.equals(value);
        };
    }

    private String value() {
        String sign = "";
        if (isSign("-")) {
            sign = "-";
            advance();
        }
        if (!kind.equals("word") && !kind.equals("quoted")) {
            throw refused("bad tag value: " + GoFormat.quoted(text) + ", at position " + matcher.start());
        }
        String value = sign + text;
        advance();
        return value;
    }

    private void advance() {
        matcher.find();
        for (String name : new String[] {"quoted", "word", "sign", "bad"}) {
            if (matcher.group(name) != null) {
                kind = name;
                text = name.equals("quoted") ? unquoted(matcher.group(name)) : matcher.group(name);
                return;
            }
        }
        kind = "end";
        text = "";
    }

    private static String unquoted(String literal) {
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c == '\\') {
                i++;
                c = literal.charAt(i) == 'n' ? '\n' : literal.charAt(i);
            }
            out.append(c);
        }
        return out.toString();
    }

    private boolean isWord(String word) {
        return kind.equals("word") && text.equalsIgnoreCase(word);
    }

    private boolean isSign(String sign) {
        return kind.equals("sign") && text.equals(sign);
    }

    private InfluxFailure badExpression() {
        return refused("bad logical expression, at position " + matcher.start());
    }

    private static InfluxFailure refused(String why) {
        return InfluxFailure.invalid("error decoding json body: " + why);
    }
}

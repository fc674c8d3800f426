package io.iotflow.influx;

import io.iotflow.influx.FluxLexer.Kind;
import io.iotflow.influx.FluxLexer.Token;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The named arguments of one call, in any order; each value is one token or a list of strings. */
final class FluxArguments {
    private final Map<String, List<Token>> values = new HashMap<>();
    private final FluxCursor cursor;
    private final Token open;

    /** Reads from the opening to the closing parenthesis; other names than these are refused. */
    FluxArguments(FluxCursor cursor, String... names) {
        this.cursor = cursor;
        this.open = cursor.peek();
        cursor.expect("(");
        while (!cursor.isAt(")")) {
            Token name = cursor.take(Kind.WORD);
            if (!List.of(names).contains(name.text()) || values.containsKey(name.text())) {
                throw cursor.refused("unexpected argument " + name.text(), name);
            }
            cursor.expect(":");
            values.put(name.text(), value());
            if (!cursor.isAt(")")) {
                cursor.expect(",");
            }
        }
        cursor.expect(")");
    }

    private List<Token> value() {
        if (cursor.isAt("(")) {
            return List.of(exactMedian());
        }
        return cursor.isAt("[") ? texts() : List.of(cursor.take());
    }

    /** The one function of its own that our code writes. */
    private Token exactMedian() {
        cursor.expect("(", "column", ",", "tables", "=", "<-", ")", "=>", "tables", "|>");
        Token median = cursor.peek();
        cursor.expect("median", "(", "column", ":", "column", ",", "method", ":");
        Token method = cursor.take(Kind.TEXT);
        if (!method.text().equals("exact_mean")) {
            throw cursor.refused("the test double knows the median by exact_mean only", method);
        }
        cursor.expect(")");
        return median;
    }

    private List<Token> texts() {
        List<Token> texts = new ArrayList<>();
        cursor.expect("[");
        while (!cursor.isAt("]")) {
            texts.add(cursor.take(Kind.TEXT));
            if (!cursor.isAt("]")) {
                cursor.expect(",");
            }
        }
        cursor.expect("]");
        return texts;
    }

    private Token only(String name, Kind kind) {
        List<Token> value = values.get(name);
        if (value == null) {
            throw cursor.refused("missing required argument " + name, open);
        }
        if (value.size() != 1 || value.get(0).kind() != kind) {
            throw cursor.refused("expected " + kind + " for argument " + name, open);
        }
        return value.get(0);
    }

    String text(String name) {
        return only(name, Kind.TEXT).text();
    }

    String word(String name) {
        return only(name, Kind.WORD).text();
    }

    String duration(String name) {
        return only(name, Kind.DURATION).text();
    }

    String duration(String name, String otherwise) {
        return values.containsKey(name) ? duration(name) : otherwise;
    }

    List<String> texts(String name) {
        return values.getOrDefault(name, List.of()).stream().map(Token::text).toList();
    }

    boolean flag(String name, boolean otherwise) {
        return values.containsKey(name) ? Boolean.parseBoolean(word(name)) : otherwise;
    }

    String text(String name, String otherwise) {
        return values.containsKey(name) ? text(name) : otherwise;
    }

    int positive(String name) {
        Token token = only(name, Kind.INTEGER);
        if (token.text().length() > 9 || Integer.parseInt(token.text()) == 0) {
            throw cursor.refused("the test double wants 1 to 999999999 for " + name, token);
        }
        return Integer.parseInt(token.text());
    }

    /** Nanoseconds since 1970. */
    long time(String name) {
        Token token = only(name, Kind.TIME);
        try {
            return GoFormat.parseRfc3339(token.text().contains("T") ? token.text() : token.text() + "T00:00:00Z");
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw cursor.refused("invalid time " + token.text(), token);
        }
    }
}

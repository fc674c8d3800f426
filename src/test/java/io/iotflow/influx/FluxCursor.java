package io.iotflow.influx;

import io.iotflow.influx.FluxLexer.Kind;
import io.iotflow.influx.FluxLexer.Token;
import java.util.List;

/** Walks over the tokens of a script and refuses what is not expected, naming line and column. */
final class FluxCursor {
    private final String script;
    private final List<Token> tokens;
    private int next;

    FluxCursor(String script) {
        this.script = script;
        this.tokens = FluxLexer.tokens(script);
    }

    Token peek() {
        return tokens.get(next);
    }

    boolean isAt(String symbol) {
        return isSymbol(peek(), symbol);
    }

    Token take() {
        return peek().kind() == Kind.END ? peek() : tokens.get(next++);
    }

    Token take(Kind kind) {
        if (peek().kind() != kind) {
            throw unexpected(kind.toString());
        }
        return take();
    }

    void expect(String... symbols) {
        for (String symbol : symbols) {
            require(symbol);
            take();
        }
    }

    void require(String symbol) {
        if (!isAt(symbol)) {
            throw unexpected(symbol);
        }
    }

    InfluxFailure refused(String why, Token at) {
        return FluxLexer.refused(script, why, at.offset());
    }

    private InfluxFailure unexpected(String wanted) {
        return refused("expected " + wanted + ", got " + peek().kind() + " " + peek().text(), peek());
    }

    private static boolean isSymbol(Token token, String text) {
        return (token.kind() == Kind.WORD || token.kind() == Kind.SIGN)
                && token.text().equals(text);
    }
}

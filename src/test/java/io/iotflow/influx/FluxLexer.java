package io.iotflow.influx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a Flux script into the few kinds of token that our queries consist of. */
final class FluxLexer {
    enum Kind {
        WORD,
        TEXT,
        TIME,
        DURATION,
        REGEX,
        FLOAT,
        INTEGER,
        SIGN,
        END
    }

    /** @param text the word, sign or digits themselves; of a string literal the decoded value */
    record Token(Kind kind, String text, int offset) {}

    private static final Pattern BLANK = Pattern.compile("(?:\\s|//[^\n]*)*+");
    /** In the order of trial: a time starts like a duration, a duration like an integer. */
    private static final Map<Kind, Pattern> PATTERNS = new LinkedHashMap<>();

    static {
        PATTERNS.put(Kind.WORD, Pattern.compile("[A-Za-z_]\\w*"));
        PATTERNS.put(
                Kind.TIME,
                Pattern.compile("\\d{4}-\\d\\d-\\d\\d(?:T\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:\\d\\d))?"));
        PATTERNS.put(Kind.DURATION, Pattern.compile("(?:\\d+(?:y|mo|w|d|h|ms|m|s|us|µs|ns))+(?!\\w)"));
        PATTERNS.put(Kind.REGEX, Pattern.compile("/[^/\\n]+/"));
        PATTERNS.put(Kind.FLOAT, Pattern.compile("\\d+\\.\\d+"));
        PATTERNS.put(Kind.INTEGER, Pattern.compile("\\d+"));
        PATTERNS.put(Kind.SIGN, Pattern.compile("\\|>|=>|==|=~|<-|<=|>=|[()\\[\\],:.=<>-]"));
    }

    private final String script;
    private int i;

    private FluxLexer(String script) {
        this.script = script;
    }

    static List<Token> tokens(String script) {
        FluxLexer lexer = new FluxLexer(script);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.get(tokens.size() - 1).kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        take(BLANK);
        int start = i;
        if (i == script.length()) {
            return new Token(Kind.END, "", start);
        }
        if (script.charAt(i) == '"') {
            return new Token(Kind.TEXT, textLiteral(), start);
        }
        for (Map.Entry<Kind, Pattern> candidate : PATTERNS.entrySet()) {
            String text = take(candidate.getValue());
            if (text != null) {
                return new Token(candidate.getKey(), text, start);
            }
        }
        throw refused("unexpected character " + script.charAt(start), start);
    }

    private String take(Pattern pattern) {
        Matcher matcher = pattern.matcher(script).region(i, script.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        i = matcher.end();
        return matcher.group();
    }

    /** Escapes stand for bytes, not characters: the literal is decoded as UTF-8 when it is complete. */
    private String textLiteral() {
        int start = i++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (i < script.length() && script.charAt(i) != '"') {
            if (script.charAt(i) == '\\') {
                bytes.write(escaped(start));
            } else if (script.startsWith("${", i)) {
                throw refused("string interpolation is not supported by the test double", start);
            } else {
                int codePoint = script.codePointAt(i);
                i += Character.charCount(codePoint);
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        }
        if (i == script.length()) {
            throw refused("unterminated string literal", start);
        }
        i++;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw refused("incomplete utf-8 byte sequence", start);
        }
    }

    private int escaped(int literalStart) {
        char c = i + 1 < script.length() ? script.charAt(i + 1) : 0;
        if (c == 'x'
                && i + 4 <= script.length()
                && script.substring(i + 2, i + 4).matches("[0-9A-Fa-f]{2}")) {
            i += 4;
            return Integer.parseInt(script.substring(i - 2, i), 16);
        }
        i += 2;
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '\\', '"', '$' -> c;
            default -> throw refused("invalid escape sequence \\" + c, literalStart);
        };
    }

    private InfluxFailure refused(String why, int offset) {
        return refused(script, why, offset);
    }

    static InfluxFailure refused(String script, String why, int offset) {
        String before = script.substring(0, offset);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = offset - before.lastIndexOf('\n');
        return InfluxFailure.invalid("compilation failed: error at @" + line + ":" + column + ": " + why);
    }
}

package io.iotflow.telemetry.ingest;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What C's printf, Python's str() and string concatenation make instead of JSON: {@code nan}, {@code None} and {@code
 * True}, words without quotes, single quotes, numbers such as {@code +5}, {@code .5} and {@code 05}, a comma before the end,
 * control characters in texts. It is written as JSON; what it says is not changed.
 */
final class NearlyJson {

    private static final Pattern NUMBER = Pattern.compile("([+-]?)0*(\\d*)(?:\\.(\\d*))?([eE][+-]?\\d+)?");

    private static final Map<String, String> WORDS = Map.of(
            "true", "true", "True", "true", "TRUE", "true", "false", "false", "False", "false", "FALSE", "false",
            "null", "null", "None", "null");

    private static final String ENDS_A_WORD = ",:{}[]\"'";
    private static final String ESCAPES = "\"\\/bfnrtu";

    private final String text;
    private final StringBuilder json;
    private int at;

    private NearlyJson(String text) {
        this.text = text;
        this.json = new StringBuilder(text.length() + 16);
    }

    /** As JSON, if that can be done; else as something that is none either. */
    static String repaired(String text) {
        return new NearlyJson(text).write();
    }

    /** Whether it is a number, though perhaps not as JSON writes it. */
    static boolean isNumber(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.matches() && hasDigits(text);
    }

    private String write() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                string(c);
            } else if (c == ',' && endsBehind()) {
                at++;
            } else if (Character.isWhitespace(c) || ENDS_A_WORD.indexOf(c) >= 0) {
                json.append(c);
                at++;
            } else {
                word();
            }
        }
        return json.toString();
    }

    /** Whether an object or array ends behind the comma. */
    private boolean endsBehind() {
        int next = at + 1;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next < text.length() && (text.charAt(next) == '}' || text.charAt(next) == ']');
    }

    private void string(char quote) {
        json.append('"');
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                escape(text.charAt(++at));
            } else {
                character(c);
            }
        }
        if (at < text.length()) {
            json.append('"');
            at++;
        }
    }

    private void escape(char escaped) {
        if (ESCAPES.indexOf(escaped) >= 0) {
            json.append('\\').append(escaped);
        } else if (escaped == '\'') {
            json.append(escaped);
        } else {
            json.append("\\\\");
            character(escaped);
        }
    }

    private void character(char c) {
        if (c == '"') {
            json.append("\\\"");
        } else if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
        } else {
            json.append(c);
        }
    }

    private void word() {
        int from = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && ENDS_A_WORD.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        Matcher number = NUMBER.matcher(word);
        if (WORDS.containsKey(word)) {
            json.append(WORDS.get(word));
        } else if (number.matches() && hasDigits(word)) {
            json.append(number(number));
        } else {
            json.append('"');
            word.chars().forEach(c -> {
                if (c == '\\') {
                    json.append('\\');
                }
                character((char) c);
            });
            json.append('"');
        }
    }

    private static boolean hasDigits(String number) {
        int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
        return number.substring(0, exponent < 0 ? number.length() : exponent)
                .chars()
                .anyMatch(Character::isDigit);
    }

    private static String number(Matcher number) {
        String whole = number.group(2).isEmpty() ? "0" : number.group(2);
        String fraction = number.group(3) == null || number.group(3).isEmpty() ? "" : "." + number.group(3);
        String exponent = number.group(4) == null ? "" : number.group(4);
        return (number.group(1).equals("-") ? "-" : "") + whole + fraction + exponent;
    }
}

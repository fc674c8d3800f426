package io.iotflow.influx;

import io.iotflow.influx.LineProtocol.LineProblem;
import java.util.Set;

/** Finds the end of a line's field section and checks the form of every value in it. */
final class FieldScanner {
    private static final Set<String> BOOLEANS =
            Set.of("t", "T", "f", "F", "true", "false", "TRUE", "FALSE", "True", "False");

    private final String line;
    private final int start;
    private int i;

    FieldScanner(String line, int start) {
        this.line = line;
        this.start = start;
        this.i = start;
    }

    /** Index behind the last character of the section. */
    int end() {
        return i;
    }

    String scan() {
        boolean quoted = false;
        int equals = 0;
        int commas = 0;
        while (i < line.length() && (quoted || line.charAt(i) != ' ')) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                i += 2;
            } else if (c == '"' && equals > commas) {
                quoted = !quoted;
                i++;
            } else if (c == '=' && !quoted) {
                equals++;
                scanValue();
            } else {
                commas += c == ',' && !quoted ? 1 : 0;
                i++;
            }
        }
        if (quoted) {
            throw new LineProblem("unbalanced quotes");
        }
        if (equals == 0 || commas != equals - 1) {
            throw new LineProblem("invalid field format");
        }
        return line.substring(start, i);
    }

    /** From the equals sign to the end of a number or boolean, or to the opening quote of a string. */
    private void scanValue() {
        char before = line.charAt(i - 1);
        if ((before == ' ' || before == ',') && line.charAt(i - 2) != '\\') {
            throw new LineProblem("missing field key");
        }
        i++;
        if (i >= line.length() || line.charAt(i) == ',' || line.charAt(i) == ' ') {
            throw new LineProblem("missing field value");
        }
        char first = line.charAt(i);
        if (first == '"') {
            return;
        }
        int valueStart = i;
        while (i < line.length() && line.charAt(i) != ',' && line.charAt(i) != ' ') {
            i++;
        }
        String value = line.substring(valueStart, i);
        if (isNumeric(first) || first == '-' || first == 'N' || first == 'n') {
            checkNumber(value);
        } else if (!BOOLEANS.contains(value)) {
            throw new LineProblem("invalid boolean");
        }
    }

    private static boolean isNumeric(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    private static void checkNumber(String number) {
        char suffix = number.charAt(number.length() - 1);
        if (suffix == 'i' || suffix == 'u') {
            String digits = number.substring(0, number.length() - 1);
            if (!digits.matches(suffix == 'i' ? "-?\\d+" : "\\d+")) {
                throw new LineProblem("invalid number");
            }
            if (suffix == 'i') {
                FieldValues.parseInteger(digits);
            } else {
                FieldValues.parseUnsigned(digits);
            }
        } else if (!number.matches("-?([\\d.]|[eE][+-]?)+")
                || number.matches("-?\\.")
                || number.indexOf('.') != number.lastIndexOf('.')) {
            throw new LineProblem("invalid number");
        } else {
            FieldValues.parseFloat(number);
        }
    }
}

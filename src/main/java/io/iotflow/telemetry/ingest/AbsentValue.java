package io.iotflow.telemetry.ingest;

import java.util.Locale;
import java.util.Set;

/** Texts by which devices and gateways say that they have no value now: they are no texts, and say nothing of a field's type. */
final class AbsentValue {

    private static final int LONGEST = 11;

    private static final Set<String> WORDS = Set.of(
            "",
            "-",
            "--",
            "---",
            "?",
            "n/a",
            "na",
            "nan",
            "-nan",
            "+nan",
            "inf",
            "-inf",
            "+inf",
            "infinity",
            "-infinity",
            "+infinity",
            "none",
            "null",
            "nil",
            "(null)",
            "undefined",
            "unknown",
            "unavailable");

    private AbsentValue() {}

    static boolean is(String text) {
        if (text.length() > LONGEST * 2) {
            return false;
        }
        String word = text.strip();
        return word.length() <= LONGEST && WORDS.contains(word.toLowerCase(Locale.ROOT));
    }
}

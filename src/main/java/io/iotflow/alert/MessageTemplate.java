package io.iotflow.alert;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text with names in braces, which stand for what the alert is about. */
record MessageTemplate(String text) {

    /** What may stand in braces. */
    static final List<String> NAMES = List.of(
            "device",
            "name",
            "device_type",
            "location",
            "rule",
            "severity",
            "measurement",
            "field",
            "value",
            "threshold",
            "time");

    private static final int LONGEST = 1_000;
    private static final Pattern NAME = Pattern.compile("\\{([^{}]*)}");

    /** What is wrong with it, continuing a sentence. */
    Optional<String> violation() {
        List<String> unknown = NAME.matcher(text)
                .results()
                .map(it -> it.group(1))
                .filter(it -> !NAMES.contains(it))
                .toList();
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("has no name {" + unknown.get(0) + "}; there are "
                        + NAMES.stream().map(it -> "{" + it + "}").collect(Collectors.joining(", ")));
    }

    /** With values in the place of the names; a name without one stands for nothing. */
    String fill(Map<String, String> values) {
        String filled =
                NAME.matcher(text).replaceAll(it -> Matcher.quoteReplacement(values.getOrDefault(it.group(1), "")));
        return filled.length() > LONGEST ? filled.substring(0, LONGEST) + "…" : filled;
    }
}

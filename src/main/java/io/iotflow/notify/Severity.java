package io.iotflow.notify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How bad an alert is, worst first. */
public enum Severity {
    CRITICAL,
    MAJOR,
    MINOR,
    WARNING,
    INFO;

    /** The one that the API writes so. */
    public static Optional<Severity> of(String wire) {
        return Stream.of(values()).filter(it -> it.wire().equals(wire)).findFirst();
    }

    /** As the API writes it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All as the API writes them. */
    public static List<String> names() {
        return Stream.of(values()).map(Severity::wire).toList();
    }
}

package io.iotflow.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a command is about; it has a topic of its own. */
enum CommandType {
    CONFIG,
    CONTROL,
    FIRMWARE;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<CommandType> of(String wire) {
        return Arrays.stream(values()).filter(it -> it.wire().equals(wire)).findFirst();
    }
}

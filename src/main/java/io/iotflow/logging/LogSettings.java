package io.iotflow.logging;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import org.eclipse.microprofile.config.Config;

/** Levels by room, such as {@code timeseries=debug,mqtt=warn}; {@code IOTFLOW_LOG}. */
@Dependent
class LogSettings {

    private static final String HOUSE = "io.iotflow.";
    private static final Map<String, Level> LEVELS =
            Map.of("error", Level.SEVERE, "warn", Level.WARNING, "info", Level.INFO, "debug", Level.FINE);

    /** Loggers' names and their levels. */
    final Map<String, Level> levels;

    @Inject
    LogSettings(Config config) {
        this(config.getOptionalValue("iotflow.log", String[].class).orElse(new String[0]));
    }

    LogSettings(String... given) {
        Map<String, Level> read = new LinkedHashMap<>();
        for (String one : List.of(given)) {
            String[] parts = one.split("=", -1);
            if (parts.length != 2) {
                throw bad("must be rooms and levels such as timeseries=debug,mqtt=warn, has '" + one + "'");
            }
            read.put(logger(parts[0].strip()), level(parts[1].strip()));
        }
        levels = Map.copyOf(read);
    }

    private static String logger(String room) {
        try {
            if (room.matches("[a-z]+")) {
                Class.forName(HOUSE + room + ".package-info", false, LogSettings.class.getClassLoader());
                return HOUSE + room;
            }
        } catch (ClassNotFoundException e) {
            // No such room, as is said below.
        }
        throw bad("names '" + room + "', which is no room: take a package below io.iotflow, such as telemetry");
    }

    private static Level level(String name) {
        Level level = LEVELS.get(name.toLowerCase(Locale.ROOT));
        if (level == null) {
            throw bad("knows the levels error, warn, info and debug, not '" + name + "'");
        }
        return level;
    }

    private static IllegalStateException bad(String what) {
        return new IllegalStateException("IOTFLOW_LOG " + what);
    }
}

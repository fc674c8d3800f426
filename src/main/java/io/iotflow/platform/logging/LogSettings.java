package io.iotflow.platform.logging;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.eclipse.microprofile.config.Config;

/**
 * Levels by module, such as {@code timeseries=debug,platform.web=warn}; {@code IOTFLOW_LOG}. A former name of a module sets the
 * module that has its classes now.
 */
@Dependent
class LogSettings {

    private static final String HOUSE = "io.iotflow.";
    private static final Map<String, Level> LEVELS =
            Map.of("error", Level.SEVERE, "warn", Level.WARNING, "info", Level.INFO, "debug", Level.FINE);

    private static final Map<String, String> PYTHON = Map.of("warning", "warn", "critical", "error", "fatal", "error");

    /** Modules' names of former versions. */
    private static final Map<String, String> FORMER_NAMES = Map.ofEntries(
            Map.entry("problem", "platform.problem"),
            Map.entry("json", "platform.json"),
            Map.entry("retry", "platform.task"),
            Map.entry("logging", "platform.logging"),
            Map.entry("database", "platform.database"),
            Map.entry("web", "platform.web"),
            Map.entry("audit", "platform.audit"),
            Map.entry("limit", "platform.ratelimit"),
            Map.entry("stored", "telemetry.store"),
            Map.entry("retention", "telemetry.store"),
            Map.entry("telemetrylog", "telemetry.store"),
            Map.entry("gateway", "mqttapi"),
            Map.entry("brokeraccount", "brokerauth"));

    /** Loggers' names and their levels. */
    final Map<String, Level> levels;

    @Inject
    LogSettings(Config config) {
        this(
                config.getOptionalValue("log.level", String.class),
                config.getOptionalValue("iotflow.log", String[].class).orElse(new String[0]));
    }

    LogSettings(String... given) {
        this(Optional.empty(), given);
    }

    /** @param all the level of all modules that are not given */
    LogSettings(Optional<String> all, String... given) {
        Map<String, Level> read = new LinkedHashMap<>();
        all.ifPresent(it -> read.put("io.iotflow", levelOfAll(it)));
        for (String one : List.of(given)) {
            String[] parts = one.split("=", -1);
            if (parts.length != 2) {
                throw bad("must be modules and levels such as timeseries=debug,mqtt=warn, has '" + one + "'");
            }
            read.put(logger(parts[0].strip()), level(parts[1].strip()));
        }
        levels = Map.copyOf(read);
    }

    private static String logger(String given) {
        String module = FORMER_NAMES.getOrDefault(given, given);
        try {
            if (module.matches("[a-z]+(\\.[a-z]+)?")) {
                Class.forName(HOUSE + module + ".package-info", false, LogSettings.class.getClassLoader());
                return HOUSE + module;
            }
        } catch (ClassNotFoundException e) {
            // No such module, as is said below.
        }
        throw bad("names '" + given + "', which is no module: use a package below io.iotflow, such as telemetry.store");
    }

    /** Python's names of levels are good, too. */
    private static Level levelOfAll(String name) {
        String level = name.strip().toLowerCase(Locale.ROOT);
        return Optional.ofNullable(LEVELS.get(PYTHON.getOrDefault(level, level)))
                .orElseThrow(() ->
                        new IllegalStateException("LOG_LEVEL must be error, warn, info or debug, is '" + name + "'"));
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

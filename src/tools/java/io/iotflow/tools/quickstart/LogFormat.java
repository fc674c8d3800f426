package io.iotflow.tools.quickstart;

import java.nio.file.Path;
import java.util.Locale;

/** How the application writes its log: lines for people, or one JSON object per line for a collector. */
public enum LogFormat {
    TEXT,
    JSON;

    /** Payara's configuration for it, the same that an installation takes. */
    Path configuration() {
        return Path.of("server-config", "payara", "logging-" + name().toLowerCase(Locale.ROOT) + ".properties");
    }
}

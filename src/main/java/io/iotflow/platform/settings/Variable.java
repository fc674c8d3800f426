package io.iotflow.platform.settings;

import java.util.Locale;

/** The environment variable of a setting, by which messages name it. */
public final class Variable {

    private Variable() {}

    /** Of {@code iotflow.rate.telemetry} it is {@code IOTFLOW_RATE_TELEMETRY}. */
    public static String of(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The setting that such a variable gives. */
    static String keyOf(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}

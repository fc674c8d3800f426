package io.iotflow.platform.settings;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/** Settings that are durations (ISO 8601), each within its range; an {@link IllegalStateException} names what is not. */
public final class Durations {

    private Durations() {}

    /** At least {@code min}, at most {@code max}. */
    public static Duration within(Config config, String key, Duration min, Duration max) {
        Duration value = config.getValue(key, Duration.class);
        boolean isWithin = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        return require(isWithin, key, text(min) + " to " + text(max), value);
    }

    /** At least {@code min}. */
    public static Duration atLeast(Config config, String key, Duration min) {
        Duration value = config.getValue(key, Duration.class);
        return require(value.compareTo(min) >= 0, key, "at least " + text(min), value);
    }

    /** Longer than nothing. */
    public static Duration positive(Config config, String key) {
        Duration value = config.getValue(key, Duration.class);
        return require(isPositive(value), key, "positive", value);
    }

    /** Longer than nothing, at most {@code max}. */
    public static Duration positive(Config config, String key, Duration max) {
        Duration value = config.getValue(key, Duration.class);
        boolean isWithin = isPositive(value) && value.compareTo(max) <= 0;
        return require(isWithin, key, "positive and at most " + text(max), value);
    }

    private static boolean isPositive(Duration value) {
        return !value.isNegative() && !value.isZero();
    }

    private static Duration require(boolean isGood, String key, String range, Duration value) {
        if (!isGood) {
            throw new IllegalStateException(Variable.of(key) + " must be " + range + ", is " + value);
        }
        return value;
    }

    /** Whole days as such: P1D where Java says PT24H. */
    private static String text(Duration duration) {
        boolean isDays = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
        return isDays ? "P" + duration.toDays() + "D" : duration.toString();
    }
}

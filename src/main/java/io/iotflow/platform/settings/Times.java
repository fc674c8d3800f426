package io.iotflow.platform.settings;

import io.iotflow.platform.time.TimeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.eclipse.microprofile.config.Config;

/** Settings that are times or time zones; an {@link IllegalStateException} names what is not. */
public final class Times {

    private Times() {}

    /** A time, such as {@code 2000-01-01}; in UTC where it has no offset. */
    public static Instant read(Config config, String key) {
        String text = config.getValue(key, String.class);
        try {
            return TimeText.read(text, ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalStateException(Variable.of(key) + " must be a time such as 2000-01-01, is " + text, e);
        }
    }

    /** A time zone, such as {@code UTC}, {@code Europe/Berlin} or {@code +01:00}. */
    public static ZoneId zone(Config config, String key) {
        String text = config.getValue(key, String.class);
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalStateException(
                    Variable.of(key) + " must be a time zone such as UTC or Europe/Berlin, is " + text, e);
        }
    }
}

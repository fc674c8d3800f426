package io.iotflow.telemetry.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a message is kept, counted from its time.
 *
 * @param days 0 = for ever
 */
public record Retention(int days) {

    /** Keeps all. */
    public static final Retention FOREVER = new Retention(0);

    private static final int MAX_DAYS = 36_500;
    private static final Pattern FORM = Pattern.compile("P?(\\d{1,5})([DW])");

    /** Reads {@code forever}, {@code 30d}, {@code 52w}, {@code P30D} or {@code P52W}; one day to a hundred years. */
    static Retention parse(String text) {
        String form = text.strip().toUpperCase(Locale.ROOT);
        if (form.equals("FOREVER")) {
            return FOREVER;
        }
        Matcher parts = FORM.matcher(form);
        int days = parts.matches()
                ? Integer.parseInt(parts.group(1)) * (parts.group(2).equals("W") ? 7 : 1)
                : 0;
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalStateException("TELEMETRY_RETENTION must be forever, or 1 to " + MAX_DAYS
                    + " days in a form such as 30d, 52w or P30D, is '" + text + "'");
        }
        return new Retention(days);
    }

    /** Before this time nothing is kept; empty when all is. */
    public Optional<Instant> horizon(Instant now) {
        return days == 0 ? Optional.empty() : Optional.of(now.minus(Duration.ofDays(days)));
    }
}

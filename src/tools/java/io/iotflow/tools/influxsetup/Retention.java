package io.iotflow.tools.influxsetup;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a bucket keeps a point, in the forms of TELEMETRY_RETENTION.
 *
 * @param days 0 = for ever
 */
public record Retention(int days) {

    /** Nothing is ever dropped. */
    public static final Retention FOREVER = new Retention(0);

    /** InfluxDB's client counts a bucket's seconds in 32 bits. */
    private static final int MAX_DAYS = 24_855;

    private static final Pattern FORM = Pattern.compile("P?(\\d{1,5})([DW])");

    /**
     * Reads {@code 30d}, {@code 52w}, {@code P30D} or {@code P52W}; {@code forever}, or nothing, is for ever.
     *
     * @param setting where the text is from, for the message
     * @throws SetUpException when it is none of these
     */
    static Retention parse(String text, String setting) {
        String form = text.strip().toUpperCase(Locale.ROOT);
        if (form.isEmpty() || form.equals("FOREVER")) {
            return FOREVER;
        }
        Matcher parts = FORM.matcher(form);
        int days = parts.matches()
                ? Integer.parseInt(parts.group(1)) * (parts.group(2).equals("W") ? 7 : 1)
                : 0;
        if (days < 1 || days > MAX_DAYS) {
            throw new SetUpException(setting + " must be forever, or 1 to " + MAX_DAYS
                    + " days in a form such as 30d, 52w or P30D, is '" + text + "'");
        }
        return new Retention(days);
    }

    /** A bucket's rule, where part of a day counts as one. */
    static Retention ofSeconds(long seconds) {
        return new Retention(
                (int) Duration.ofSeconds(seconds).plusDays(1).minusSeconds(1).toDays());
    }

    /** As InfluxDB wants it; 0 = for ever. */
    long seconds() {
        return Duration.ofDays(days).toSeconds();
    }

    /** What a bucket's rule means to a person. */
    static String describe(long seconds) {
        if (seconds == 0) {
            return "for ever";
        }
        Duration kept = Duration.ofSeconds(seconds);
        return kept.toDays() > 0 && kept.equals(Duration.ofDays(kept.toDays()))
                ? kept.toDays() + " days"
                : kept.toHours() + " hours";
    }

    @Override
    public String toString() {
        return describe(seconds());
    }
}

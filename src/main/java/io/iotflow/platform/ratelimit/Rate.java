package io.iotflow.platform.ratelimit;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * So many per period for ever, and at most a burst at once.
 *
 * @param burst how much a bucket holds: what a caller that was quiet may take at once
 */
record Rate(long tokens, Duration period, long burst) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,7})/(P[^,]+)(?:,burst=(\\d{1,7}))?");
    private static final long MAX = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Reads {@code 60/PT1M} or {@code 60/PT1M,burst=100}; without a burst that is the same number. Empty for {@code 0} and
     * {@code off}.
     */
    static Optional<Rate> of(Config config, String key) {
        String text = config.getValue(key, String.class).trim();
        if (text.equals("0") || text.equals("off")) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw invalid(key, text);
        }
        long tokens = Long.parseLong(form.group(1));
        Duration period = period(form.group(2)).orElseThrow(() -> invalid(key, text));
        long burst = form.group(3) == null ? tokens : Long.parseLong(form.group(3));
        boolean isPeriod = period.compareTo(Duration.ofSeconds(1)) >= 0 && period.compareTo(LONGEST) <= 0;
        if (!isPeriod || !isNumber(tokens) || !isNumber(burst)) {
            throw invalid(key, text);
        }
        return Optional.of(new Rate(tokens, period, burst));
    }

    private static boolean isNumber(long number) {
        return number >= 1 && number <= MAX;
    }

    private static Optional<Duration> period(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static IllegalStateException invalid(String key, String text) {
        return new IllegalStateException(key.toUpperCase(Locale.ROOT).replace('.', '_')
                + " must be a number of 1 to " + MAX + " and a period of PT1S to P1D, such as 60/PT1M or"
                + " 60/PT1M,burst=100, or off; is '" + text + "'");
    }

    /** How long an empty bucket takes to be full. */
    Duration fillTime() {
        return Duration.ofNanos((long) (period.toNanos() * ((double) burst / tokens)));
    }

    /** For a sentence, such as {@code 60 requests in 60 s}. */
    String describe(LimitType kind) {
        String sustained = tokens + " " + kind.plural() + " in " + period.toSeconds() + " s";
        return burst == tokens ? sustained : sustained + " (" + burst + " at once)";
    }
}

package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.WindowQuery.Function;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Windows of one length, and what is made of the values in each. They are aligned to 1970 as Flux aligns them: days begin
 * at midnight UTC, weeks on a Thursday.
 *
 * @param micros the length in microseconds
 */
record Windows(long micros, Function function) {

    /** The most windows between start and stop, empty ones counted. */
    static final long MAX = 1_000_000;

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:ms|us|ns|[wdhms])){1,10}");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|us|ns|[wdhms])");
    private static final Pattern CALENDAR = Pattern.compile("(?:\\d{1,9}(?:mo|ms|us|ns|[ywdhms])){1,10}");
    private static final Map<String, Duration> UNITS = Map.of(
            "w", Duration.ofDays(7),
            "d", Duration.ofDays(1),
            "h", Duration.ofHours(1),
            "m", Duration.ofMinutes(1),
            "s", Duration.ofSeconds(1),
            "ms", Duration.ofMillis(1),
            "us", Duration.ofNanos(1_000),
            "ns", Duration.ofNanos(1));

    /** Reads both parameters; none where there is no window. 400 when one cannot be read. */
    static Optional<Windows> parse(String window, String function) {
        if (window == null) {
            if (function != null) {
                throw Problem.invalid("fn", "needs a window, such as window=5m");
            }
            return Optional.empty();
        }
        return Optional.of(new Windows(micros(window.strip()), function(function)));
    }

    private static long micros(String text) {
        Duration length = Duration.ZERO;
        if (DURATION.matcher(text).matches()) {
            Matcher part = PART.matcher(text);
            while (part.find()) {
                length = length.plus(UNITS.get(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
            }
        } else if (CALENDAR.matcher(text).matches()) {
            throw Problem.invalid("window", "must not have months or years, which differ in length; use w or d");
        }
        if (length.isZero() || length.getNano() % 1_000 != 0 || length.compareTo(LONGEST) > 0) {
            throw Problem.invalid(
                    "window", "must be a duration such as 5m or 1h30m, of whole microseconds and at most 36500d");
        }
        return length.toSeconds() * 1_000_000 + length.getNano() / 1_000;
    }

    private static Function function(String text) {
        return text == null
                ? Function.MEAN
                : Arrays.stream(Function.values())
                        .filter(it -> name(it).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid(
                                "fn",
                                "must be "
                                        + Arrays.stream(Function.values())
                                                .map(Windows::name)
                                                .collect(Collectors.joining(", "))));
    }

    private static String name(Function function) {
        return function.name().toLowerCase(Locale.ROOT);
    }

    String functionName() {
        return name(function);
    }

    /** Refuses a range of too many windows. */
    void check(TimeRange range) {
        if (ChronoUnit.MICROS.between(range.start(), range.stop()) / micros > MAX) {
            throw Problem.invalid(
                    "window",
                    "is too short for the range: choose a longer one, or a later start (at most " + MAX
                            + " windows between start and stop)");
        }
    }

    /** Whether the length is a whole number of steps. */
    boolean isWhole(Duration step) {
        return micros % TimeUnit.MICROSECONDS.convert(step) == 0;
    }

    /** The end of the window that holds this time, or the time itself where a window ends there. */
    Instant endOfWindow(Instant time) {
        long sinceEpoch = ChronoUnit.MICROS.between(Instant.EPOCH, time.minusNanos(1));
        return Instant.EPOCH.plus((Math.floorDiv(sinceEpoch, micros) + 1) * micros, ChronoUnit.MICROS);
    }
}

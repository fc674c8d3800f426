package io.iotflow.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The newest own time that was judged of each device and measurement: what is older comes too late. */
final class NewestTimes {

    private final Duration oldest;
    private final Duration ahead;
    private final Map<Series, Long> newest = new HashMap<>(); // microseconds
    private final Set<Series> changed = new LinkedHashSet<>();

    /** How old a reading may be when it comes, and how far ahead of our clock. */
    NewestTimes(Duration oldest, Duration ahead) {
        this.oldest = oldest;
        this.ahead = ahead;
    }

    /** A device and a measurement. */
    record Series(long device, String measurement) {}

    /** Whether it comes behind a newer one, or its time is nowhere near ours; else it is the newest from here on. */
    boolean isLate(Reading reading) {
        Series series = new Series(reading.device().rowId(), reading.measurement());
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, reading.time());
        Long known = newest.get(series);
        if (known != null && micros < known
                || reading.time().isBefore(reading.receivedAt().minus(oldest))
                || reading.time().isAfter(reading.receivedAt().plus(ahead))) {
            return true;
        }
        if (known == null || micros > known) {
            newest.put(series, micros);
            changed.add(series);
        }
        return false;
    }

    /** Puts in what was stored. */
    void put(Series series, long micros) {
        newest.put(series, micros);
    }

    /** Microseconds since 1970 of what changed since the last call. */
    Map<Series, Long> takeChanged() {
        Map<Series, Long> taken = new HashMap<>();
        List.copyOf(changed).stream().filter(newest::containsKey).forEach(it -> taken.put(it, newest.get(it)));
        changed.clear();
        return taken;
    }

    void keepOnly(Set<Long> devices) {
        newest.keySet().removeIf(it -> !devices.contains(it.device()));
    }
}

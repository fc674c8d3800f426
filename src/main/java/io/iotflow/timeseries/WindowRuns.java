package io.iotflow.timeseries;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows as runs of equal length, which Flux can make: the days between two changes of the clock are one, each month is one
 * of its own. Where the first or the last window is cut by the range, it belongs to its neighbours' run, as the range cuts
 * Flux's windows, too.
 */
final class WindowRuns {

    private static final long SECOND = 1_000_000;

    private WindowRuns() {}

    /**
     * Windows of one length.
     *
     * @param start of the first one, which the range may have cut
     * @param stop of the last one, which the range may have cut
     * @param every the length in microseconds; 0 where it is one window, from start to stop
     * @param offset how many microseconds after a multiple of the length since 1970 each begins
     */
    record Run(Instant start, Instant stop, long every, long offset) {}

    /** @param bounds where each window begins, and where the last one ends: at least two, rising, in whole microseconds */
    static List<Run> of(List<Instant> bounds) {
        List<Run> runs = new ArrayList<>();
        int last = bounds.size() - 1;
        for (int begin = 0; begin < last; ) {
            int even = begin == 0 && last > 2 && length(bounds, 0) < length(bounds, 1) ? 1 : begin;
            long every = length(bounds, even);
            int end = even + 1;
            while (end < last && length(bounds, end) == every) {
                end++;
            }
            if (end == last - 1 && end > begin + 1 && length(bounds, end) < every) {
                end++;
            }
            runs.add(
                    end == begin + 1
                            ? new Run(bounds.get(begin), bounds.get(end), 0, 0)
                            : new Run(bounds.get(begin), bounds.get(end), every, offset(bounds.get(even), every)));
            begin = end;
        }
        return runs;
    }

    private static long length(List<Instant> bounds, int window) {
        return micros(Duration.between(bounds.get(window), bounds.get(window + 1)));
    }

    private static long offset(Instant begin, long every) {
        return Math.floorMod(micros(Duration.between(Instant.EPOCH, begin)), every);
    }

    private static long micros(Duration time) {
        return Math.addExact(Math.multiplyExact(time.getSeconds(), SECOND), time.getNano() / 1_000);
    }
}

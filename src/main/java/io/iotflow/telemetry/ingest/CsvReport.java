package io.iotflow.telemetry.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the lines of a CSV: counts, and of the first ones that are refused where and why. */
public final class CsvReport {

    private static final int MOST_SHOWN = 1_000;

    private final List<Line> shown = new ArrayList<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private long rows;
    private long stored;
    private long refused;
    private long leftOut;

    /**
     * Something that is not stored.
     *
     * @param line where it stands, counted from 1, the header
     * @param column what of it
     * @param reason a stable code, such as {@code unknown_device}
     * @param message continues a sentence that begins with the column
     */
    public record Line(long line, String column, String reason, String message) {}

    void row() {
        rows++;
    }

    void stored(long lines) {
        stored += lines;
    }

    /** So many lines, which are one message, are refused. */
    void refused(long lines, Line why) {
        refused += lines;
        note(why);
    }

    /** A value is left out of a message that is stored. */
    void leftOut(Line why) {
        leftOut++;
        note(why);
    }

    private void note(Line why) {
        reasons.merge(why.reason(), 1L, Long::sum);
        if (shown.size() < MOST_SHOWN) {
            shown.add(why);
        }
    }

    CsvImportResource.Answer answer(boolean check) {
        List<Line> inOrder =
                shown.stream().sorted(Comparator.comparingLong(Line::line)).toList();
        return new CsvImportResource.Answer(
                "success", check, rows, stored, refused, leftOut, Map.copyOf(reasons), inOrder);
    }
}

package io.iotflow.timeseries;

import io.iotflow.telemetry.store.StoredPoint;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Points as line protocol with times in nanoseconds (InfluxDB 2, Line protocol). What cannot be written so was refused before it
 * was stored. The client's own points cost several times as much: they sort the tags of each one and format numbers by
 * locale; here the tags of a batch's points are written once for all that share them.
 */
final class PointLines {

    private static final int SIZE_OF_A_LINE = 256;
    private static final long NANOS_OF_SECOND = 1_000_000_000;

    private final Map<Map<String, String>, String> tags = new IdentityHashMap<>();
    private final StringBuilder lines;

    private PointLines(int points) {
        this.lines = new StringBuilder(points * SIZE_OF_A_LINE);
    }

    /** One line for each point. */
    static String of(List<StoredPoint> points) {
        PointLines all = new PointLines(points.size());
        points.forEach(all::add);
        return all.lines.toString();
    }

    private void add(StoredPoint point) {
        escape(point.measurement(), " ,", lines);
        lines.append(tags.computeIfAbsent(point.tags(), PointLines::tags));
        char separator = ' ';
        for (Map.Entry<String, Object> field : point.fields().entrySet()) {
            escape(field.getKey(), " ,=", lines.append(separator));
            value(field.getValue());
            separator = ',';
        }
        Instant time = point.time();
        lines.append(' ')
                .append(Math.addExact(
                        Math.multiplyExact(time.getEpochSecond(), NANOS_OF_SECOND), (long) time.getNano()))
                .append('\n');
    }

    /** In their order, so that InfluxDB need not sort them; one without a value cannot be written. */
    private static String tags(Map<String, String> tags) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(tags).forEach((key, value) -> {
            if (!value.isEmpty()) {
                escape(key, " ,=", text.append(','));
                escape(value, " ,=", text.append('='));
            }
        });
        return text.toString();
    }

    private void value(Object value) {
        lines.append('=');
        if (value instanceof String text) {
            escape(text, "\"\\", lines.append('"'));
            lines.append('"');
        } else {
            lines.append(value); // a double or a boolean
        }
    }

    private static void escape(String text, String special, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (special.indexOf(c) >= 0) {
                to.append('\\');
            }
            to.append(c);
        }
    }
}

package io.iotflow.influx;

import static io.iotflow.influx.LineProtocol.utf8;

import io.iotflow.influx.LineProtocol.LineProblem;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scans one line: measurement, tags, fields (by {@link FieldScanner}) and timestamp. */
final class LineScanner {
    private static final Set<String> RESERVED_TAG_KEYS = Set.of("_field", "_measurement", "time", "\u0000", "\u00ff");
    private static final int MAX_KEY_BYTES = 65_535;
    private static final int FIELD_SEPARATOR_BYTES = 4;
    private static final long MIN_TIME = Long.MIN_VALUE + 2;
    private static final long MAX_TIME = Long.MAX_VALUE - 1;

    private final String line;
    private int i;

    LineScanner(String line) {
        this.line = line;
    }

    ParsedPoint point(long unitNanos, long now) {
        String measurement = scanMeasurement();
        SortedMap<String, String> rawTags = line.charAt(i) == ',' ? scanTags() : new TreeMap<>();
        int keyBytes = i;
        checkKey(keyBytes);
        FieldScanner fieldScanner = new FieldScanner(line, LineProtocol.skipBlanks(line, i));
        String rawFields = fieldScanner.scan();
        i = fieldScanner.end();
        List<ParsedPoint.Field> fields = new FieldValues(rawFields)
                .read(fieldKeyBytes -> checkKey(keyBytes + FIELD_SEPARATOR_BYTES + fieldKeyBytes));
        long time = scanTime(unitNanos, now);
        SortedMap<String, String> tags = new TreeMap<>();
        rawTags.forEach((key, value) -> tags.put(unescapedTag(key), unescapedTag(value)));
        String name = utf8(measurement.replace("\\,", ",").replace("\\ ", " "));
        return new ParsedPoint(new SeriesKey(name, tags), fields, time);
    }

    private String scanMeasurement() {
        if (line.isEmpty() || line.charAt(0) == ',') {
            throw new LineProblem("missing measurement");
        }
        for (i = 1; i < line.length(); i++) {
            if (line.charAt(i - 1) != '\\' && (line.charAt(i) == ',' || line.charAt(i) == ' ')) {
                return line.substring(0, i);
            }
        }
        throw new LineProblem("missing fields");
    }

    private SortedMap<String, String> scanTags() {
        SortedMap<String, String> tags = new TreeMap<>();
        boolean duplicate = false;
        String reserved = null;
        while (line.charAt(i) == ',') {
            i++;
            String key = scanTagKey();
            String value = scanTagValue();
            reserved = reserved == null && RESERVED_TAG_KEYS.contains(key) ? key : reserved;
            duplicate |= tags.put(key, value) != null;
        }
        if (reserved != null) {
            throw new LineProblem("cannot use reserved tag key " + GoFormat.quoted(reserved));
        }
        if (duplicate) {
            throw new LineProblem("duplicate tags");
        }
        return tags;
    }

    private String scanTagKey() {
        int start = i;
        if (i >= line.length() || " ,=".indexOf(line.charAt(i)) >= 0) {
            throw new LineProblem("missing tag key");
        }
        for (i++; i < line.length(); i++) {
            if (isUnescaped(' ') || isUnescaped(',')) {
                break;
            }
            if (isUnescaped('=')) {
                return line.substring(start, i++);
            }
        }
        throw new LineProblem("missing tag value");
    }

    private String scanTagValue() {
        int start = i;
        if (i >= line.length() || line.charAt(i) == ',' || line.charAt(i) == ' ') {
            throw new LineProblem("missing tag value");
        }
        for (i++; i < line.length(); i++) {
            if (isUnescaped('=')) {
                throw new LineProblem("invalid tag format");
            }
            if (isUnescaped(',') || isUnescaped(' ')) {
                return line.substring(start, i);
            }
        }
        throw new LineProblem("missing fields");
    }

    private boolean isUnescaped(char wanted) {
        return line.charAt(i) == wanted && line.charAt(i - 1) != '\\';
    }

    private long scanTime(long unitNanos, long now) {
        int start = LineProtocol.skipBlanks(line, i);
        for (i = start; i < line.length() && line.charAt(i) != ' ' && line.charAt(i) != '\n'; i++) {
            boolean sign = i == start && line.charAt(i) == '-';
            if (!sign && (line.charAt(i) < '0' || line.charAt(i) > '9')) {
                throw new LineProblem("bad timestamp");
            }
        }
        String digits = line.substring(start, i);
        if (digits.isEmpty()) {
            return now - Math.floorMod(now, unitNanos);
        }
        long time = inRange(FieldValues.parseLong(digits), unitNanos);
        if (!line.substring(i).replace(" ", "").isEmpty()) {
            throw new LineProblem("point is invalid");
        }
        return time;
    }

    private static long inRange(long timestamp, long unitNanos) {
        long high = Math.multiplyHigh(timestamp, unitNanos);
        long low = timestamp * unitNanos;
        boolean overflows = high != low >> 63;
        if (overflows || low < MIN_TIME || low > MAX_TIME) {
            throw new LineProblem("time outside range " + MIN_TIME + " - " + MAX_TIME);
        }
        return low;
    }

    private static void checkKey(int bytes) {
        if (bytes > MAX_KEY_BYTES) {
            throw new LineProblem("max key length exceeded: " + bytes + " > " + MAX_KEY_BYTES);
        }
    }

    private static String unescapedTag(String raw) {
        return utf8(raw.replace("\\,", ",").replace("\\ ", " ").replace("\\=", "="));
    }
}

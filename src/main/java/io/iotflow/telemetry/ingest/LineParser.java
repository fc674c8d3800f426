package io.iotflow.telemetry.ingest;

import io.iotflow.quarantine.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one line of InfluxDB's line protocol ({@code measurement,tag=value field=1.5,text="a" 1700000000000000000}), as
 * "Line protocol" in InfluxDB 2's reference has it.
 */
final class LineParser {

    private static final String NAME_ENDS = "=, ";

    private final String text;
    private final int end;
    private int at;

    private LineParser(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** What follows the series in a line: fields and a time, null where the line gives none. */
    record Values(Map<String, Object> fields, Long timestamp) {}

    /** Reads where the splitter stands. */
    static Line parse(String text, LineSplitter place) throws Refused {
        return new LineParser(text, place.start(), place.end()).line(place.number());
    }

    /** Reads what stands there behind the series, which is known already. */
    static Values values(String text, LineSplitter place) throws Refused {
        return new LineParser(text, place.endOfSeries(), place.end()).values();
    }

    private Line line(int number) throws Refused {
        String measurement = until(", ", ", ");
        Map<String, String> tags = tags();
        Values values = values();
        return new Line(number, measurement, tags, values.fields, values.timestamp);
    }

    private Values values() throws Refused {
        skipSpaces();
        Map<String, Object> fields = fields();
        skipSpaces();
        return new Values(fields, timestamp());
    }

    private Map<String, String> tags() throws Refused {
        Map<String, String> tags = new LinkedHashMap<>();
        while (isNext(',')) {
            at++;
            String key = name();
            if (key.isEmpty() || !isNext('=')) {
                throw new Refused(Reason.WRONG_TYPE, "tags." + key, "must be a key=value");
            }
            at++;
            String value = name();
            if (value.isEmpty() || isNext('=')) {
                throw new Refused(
                        Reason.WRONG_TYPE,
                        "tags." + key,
                        "must have a value, in which '=', ',' and space follow a backslash");
            }
            if (tags.put(key, value) != null) {
                throw new Refused(Reason.WRONG_TYPE, "tags." + key, "must not be there twice");
            }
        }
        return tags;
    }

    private Map<String, Object> fields() throws Refused {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (at >= end) {
            throw new Refused(Reason.NO_FIELD, "fields", "are missing");
        }
        do {
            at += fields.isEmpty() ? 0 : 1; // the comma
            String key = name();
            if (key.isEmpty() || !isNext('=')) {
                throw new Refused(Reason.WRONG_TYPE, "fields." + key, "must be a key=value");
            }
            at++;
            fields.put(key, isNext('"') ? string(key) : LineValue.of(token(), key));
        } while (isNext(','));
        if (at < end && !isNext(' ')) {
            throw new Refused(Reason.WRONG_TYPE, "fields", "must be followed by a comma, a space or the line's end");
        }
        return fields;
    }

    private String string(String field) throws Refused {
        StringBuilder string = new StringBuilder();
        for (at++; at < end; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return string.toString();
            }
            boolean isEscape = c == '\\' && at + 1 < end && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
            at += isEscape ? 1 : 0;
            string.append(text.charAt(at));
        }
        throw new Refused(Reason.WRONG_TYPE, "fields." + field, "must end with '\"'");
    }

    private Long timestamp() throws Refused {
        int last = end;
        while (last > at && text.charAt(last - 1) == ' ') {
            last--;
        }
        if (at >= last) {
            return null;
        }
        String digits = text.substring(at, last);
        if (!LineValue.isWhole(digits)) {
            throw new Refused(Reason.BAD_TIMESTAMP, "timestamp", "must be a whole number");
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new Refused(Reason.BAD_TIMESTAMP, "timestamp", "is no time: the number is out of range");
        }
    }

    private String token() {
        int from = at;
        while (at < end && text.charAt(at) != ',' && text.charAt(at) != ' ') {
            at++;
        }
        return text.substring(from, at);
    }

    private String name() {
        return until(NAME_ENDS, NAME_ENDS);
    }

    /** Up to the next of these characters, of which those that follow a backslash are part of the name. */
    private String until(String ends, String escaped) {
        int from = at;
        StringBuilder unescaped = null;
        while (at < end && ends.indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '\\' && at + 1 < end && escaped.indexOf(text.charAt(at + 1)) >= 0) {
                unescaped = unescaped == null ? new StringBuilder().append(text, from, at) : unescaped;
                at++;
            }
            if (unescaped != null) {
                unescaped.append(text.charAt(at));
            }
            at++;
        }
        return unescaped == null ? text.substring(from, at) : unescaped.toString();
    }

    private boolean isNext(char wanted) {
        return at < end && text.charAt(at) == wanted;
    }

    private void skipSpaces() {
        while (isNext(' ')) {
            at++;
        }
    }
}

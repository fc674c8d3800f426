package io.iotflow.influx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a batch of line protocol as InfluxDB 2.7 does: all lines or none. The bytes are handled as ISO 8859-1
 * characters, because the format's rules are about bytes, and decoded as UTF-8 only at the end.
 */
final class LineProtocol {
    private final String text;
    private int position;

    private LineProtocol(byte[] batch) {
        this.text = new String(batch, ISO_8859_1);
    }

    /**
     * @param unitNanos length of the timestamps' unit in nanoseconds
     * @param now nanoseconds since 1970, for points without a timestamp
     * @throws InfluxFailure 400 naming every unparsable line
     */
    static List<ParsedPoint> parse(byte[] batch, long unitNanos, long now) {
        return new LineProtocol(batch).points(unitNanos, now);
    }

    private List<ParsedPoint> points(long unitNanos, long now) {
        List<ParsedPoint> points = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        while (position < text.length()) {
            String line = nextLine();
            int start = skipBlanks(line, 0);
            if (start >= line.length() || line.charAt(start) == '#') {
                continue;
            }
            line = line.substring(start, line.length() - (line.endsWith("\n") ? 1 : 0));
            try {
                points.add(new LineScanner(line).point(unitNanos, now));
            } catch (LineProblem problem) {
                problems.add("unable to parse '" + utf8(line) + "': " + problem.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw InfluxFailure.invalid(String.join("\n", problems));
        }
        return points;
    }

    /** The text up to the next newline that is neither escaped nor inside a string field. */
    private String nextLine() {
        int start = position;
        boolean quoted = false;
        boolean inFields = false;
        int openValues = 0;
        int i = start;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 2 < text.length()) {
                i++;
                continue;
            }
            inFields |= c == ' ';
            if (c == '\n' && !quoted) {
                break;
            }
            if (inFields && !quoted && c == '=') {
                openValues++;
            } else if (inFields && !quoted && c == ',') {
                openValues--;
            } else if (inFields && c == '"' && openValues > 0) {
                quoted = !quoted;
            }
        }
        position = i + 1;
        return text.substring(start, i);
    }

    static int skipBlanks(String line, int from) {
        int i = from;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t' || line.charAt(i) == 0)) {
            i++;
        }
        return i;
    }

    static String utf8(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    /** Why one line cannot be parsed, in the server's words. */
    static final class LineProblem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LineProblem(String why) {
            super(why, null, false, false);
        }
    }
}

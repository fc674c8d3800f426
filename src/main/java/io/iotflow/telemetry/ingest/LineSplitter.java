package io.iotflow.telemetry.ingest;

/**
 * Finds the lines of a body of line protocol. A line feed inside a quoted value ends no line, so a bad line is left out as
 * a whole: what a device says in a text can never be taken for a line of its own.
 */
final class LineSplitter {

    private static final String ESCAPED = ", =";
    private static final String ESCAPED_IN_QUOTES = "\"\\";

    private final String text;
    private int lineFeeds;
    private int number;
    private int start;
    private int end = -1;
    private int endOfSeries;

    LineSplitter(String text) {
        this.text = text;
    }

    /** Moves to the next line that is neither blank nor a comment; false when there is none. */
    boolean next() {
        while (end < text.length()) {
            start = skipBlanks(end + 1);
            number = lineFeeds + 1;
            boolean isComment = start < text.length() && text.charAt(start) == '#';
            end = isComment ? lineFeed(start) : endOfLine();
            lineFeeds += end < text.length() ? 1 : 0;
            if (!isComment && start < end) {
                return true;
            }
        }
        return false;
    }

    /** The number of the line, counted from 1. */
    int number() {
        return number;
    }

    int start() {
        return start;
    }

    /** Behind the last character; a carriage return before the line feed is no part of the line. */
    int end() {
        return text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    /** Where the first space stands that is no part of a name: measurement and tags are before it. */
    int endOfSeries() {
        return Math.min(endOfSeries, end());
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t' || text.charAt(i) == '\r')) {
            i++;
        }
        return Math.min(i, text.length());
    }

    private int lineFeed(int from) {
        int found = text.indexOf('\n', from);
        return found < 0 ? text.length() : found;
    }

    /** Where it sees an escape or a quote {@link LineParser} sees one too; else a value's text could begin a line. */
    private int endOfLine() {
        endOfSeries = text.length();
        int i = start;
        while (i < text.length() && text.charAt(i) != '\n') {
            char c = text.charAt(i);
            if (c == '\\' && follows(i, ESCAPED)) {
                i += 2;
            } else if (c == '=' && i > endOfSeries && follows(i, "\"")) {
                i = behindQuote(i + 2);
            } else {
                if (c == ' ') {
                    endOfSeries = Math.min(endOfSeries, i);
                }
                i++;
            }
        }
        return i;
    }

    private boolean follows(int i, String wanted) {
        return i + 1 < text.length() && wanted.indexOf(text.charAt(i + 1)) >= 0;
    }

    private int behindQuote(int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '"') {
            if (text.charAt(i) == '\\' && follows(i, ESCAPED_IN_QUOTES)) {
                i++;
            }
            lineFeeds += text.charAt(i) == '\n' ? 1 : 0;
            i++;
        }
        return Math.min(i + 1, text.length());
    }
}

package io.iotflow.timeseries;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of CSV (RFC 4180), one after the other, whose cells stay bytes until they are asked for: of the million lines of a long
 * answer most cells are the same in each, and never looked at.
 */
final class CsvLines {

    private static final int BUFFER = 65_536;

    private final InputStream in;
    private byte[] bytes = new byte[BUFFER];
    private int end;
    private int line;
    private int next;
    private int[] ends = new int[16]; // of the line's cells, from where it begins
    private int cells;

    CsvLines(InputStream in) {
        this.in = in;
    }

    /**
     * Goes to the next line; false when there is none.
     *
     * @throws IOException also when the last line has no end
     */
    boolean next() throws IOException {
        line = next;
        cells = 0;
        boolean quoted = false;
        for (int at = line; ; at++) {
            if (at == end) {
                int length = at - line;
                if (!fill()) {
                    if (length > 0) {
                        throw new IOException("the answer ends within a line");
                    }
                    return false;
                }
                at = line + length;
            }
            byte one = bytes[at];
            if (one == '"') {
                quoted = !quoted;
            } else if (one == ',' && !quoted) {
                addCell(at - line);
            } else if (one == '\n' && !quoted) {
                next = at + 1;
                addCell((at > line && bytes[at - 1] == '\r' ? at - 1 : at) - line);
                return true;
            }
        }
    }

    private void addCell(int itsEnd) {
        if (cells == ends.length) {
            ends = Arrays.copyOf(ends, 2 * cells);
        }
        ends[cells++] = itsEnd;
    }

    /** Reads on behind the bytes of the line, which go to the front. */
    private boolean fill() throws IOException {
        System.arraycopy(bytes, line, bytes, 0, end - line);
        end -= line;
        line = 0;
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * end);
        }
        int read = in.read(bytes, end, bytes.length - end);
        end += Math.max(read, 0);
        return read > 0;
    }

    int cells() {
        return cells;
    }

    private int begin(int cell) {
        return line + (cell == 0 ? 0 : ends[cell - 1] + 1);
    }

    boolean isEmpty(int cell) {
        return length(cell) == 0;
    }

    int length(int cell) {
        return line + ends[cell] - begin(cell);
    }

    /** Whether the cell's bytes are these. */
    boolean is(int cell, byte[] others) {
        return length(cell) == others.length && startsWith(cell, others);
    }

    boolean startsWith(int cell, byte[] others) {
        int begin = begin(cell);
        return length(cell) >= others.length
                && Arrays.equals(bytes, begin, begin + others.length, others, 0, others.length);
    }

    boolean endsWith(int cell, char one) {
        return length(cell) > 0 && bytes[line + ends[cell] - 1] == one;
    }

    /** The first bytes of a cell. */
    byte[] copy(int cell, int count) {
        return Arrays.copyOfRange(bytes, begin(cell), begin(cell) + count);
    }

    /** The text of a cell of ASCII without quotes, as times and numbers are. */
    String plain(int cell) {
        return new String(bytes, begin(cell), length(cell), StandardCharsets.ISO_8859_1);
    }

    String text(int cell) {
        int begin = begin(cell);
        int length = length(cell);
        boolean quoted = length > 1 && bytes[begin] == '"';
        return quoted
                ? new String(bytes, begin + 1, length - 2, StandardCharsets.UTF_8).replace("\"\"", "\"")
                : new String(bytes, begin, length, StandardCharsets.UTF_8);
    }

    /** A number of so many digits, at most nine, at a place of a cell; -1 where there is none. */
    int digits(int cell, int from, int count) {
        int begin = begin(cell) + from;
        if (from + count > length(cell)) {
            return -1;
        }
        int number = 0;
        for (int at = begin; at < begin + count; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}

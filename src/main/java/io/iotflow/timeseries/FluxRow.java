package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.exceptions.FluxQueryException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The row that is being read of an answer of InfluxDB, which is annotated CSV; it is another one once the next one is read.
 * The client's own parser makes a map of texts of each row, for which a long answer waits.
 */
final class FluxRow {

    private static final int DATE = "2026-01-31".length();
    private static final int HOUR = DATE + 1;
    private static final int MINUTE = HOUR + 3;
    private static final int SECOND = MINUTE + 3;
    private static final int FRACTION = SECOND + 3;
    private static final int NANO_DIGITS = 9;
    private static final long DAY = 86_400; // seconds

    private final CsvLines lines;
    private List<String> columns = List.of();
    private List<String> types = List.of();
    private List<String> defaults = List.of();
    private boolean startsTables;
    private boolean isError;
    private int tableColumn;
    private int timeColumn;
    private int startColumn;
    private int valueColumn;
    private int table = -1;
    private byte[] tableId = {};
    private byte[] date = {};
    private long secondOfDate;

    FluxRow(InputStream answer) {
        this.lines = new CsvLines(answer);
    }

    /**
     * Goes to the next row; false when there is none.
     *
     * @throws InfluxException when InfluxDB failed in the middle, or the answer is none of it
     */
    boolean next() throws IOException {
        while (lines.next()) {
            if (lines.cells() == 1 && lines.isEmpty(0)) {
                continue; // between two tables
            }
            if (isError) {
                throw new FluxQueryException(lines.text(1), 0);
            }
            if (!lines.isEmpty(0)) {
                annotation(lines.text(0));
            } else if (startsTables) {
                header();
            } else {
                startRow();
                return true;
            }
        }
        return false;
    }

    private void annotation(String name) {
        startsTables = true;
        switch (name) {
            case "#datatype" -> types = cells();
            case "#default" -> defaults = cells();
            case "#group" -> {
                // Each row says of which table it is.
            }
            default -> throw new InfluxException("InfluxDB's answer is no annotated CSV: " + name);
        }
    }

    private List<String> cells() {
        List<String> cells = new ArrayList<>(lines.cells());
        for (int i = 0; i < lines.cells(); i++) {
            cells.add(lines.text(i));
        }
        return cells;
    }

    private void header() {
        columns = cells();
        startsTables = false;
        tableId = new byte[0];
        tableColumn = columns.indexOf("table");
        timeColumn = columns.indexOf("_time");
        startColumn = columns.indexOf("_start");
        valueColumn = columns.indexOf("_value");
        isError = columns.contains("error") && columns.contains("reference") && tableColumn < 0;
        if (!isError && (tableColumn < 0 || types.size() != columns.size() || defaults.size() != columns.size())) {
            throw new InfluxException("InfluxDB's answer has a table without a definition");
        }
    }

    private void startRow() {
        if (lines.cells() != columns.size() || columns.isEmpty()) {
            throw new InfluxException("InfluxDB's answer has a line that belongs to no table");
        }
        if (tableId.length == 0 || !lines.is(tableColumn, tableId)) {
            tableId = lines.copy(tableColumn, lines.length(tableColumn));
            table++;
        }
    }

    /** Which one of the answer's tables it is of. */
    int table() {
        return table;
    }

    /** All that it has but empty cells; of a table's rows only time and value differ. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 1; i < columns.size(); i++) {
            String text = textOrDefault(i);
            if (!text.isEmpty()) {
                texts.put(columns.get(i), text);
            }
        }
        return texts;
    }

    /** One of them; null where it is empty. */
    String text(String column) {
        int cell = columns.indexOf(column);
        String text = cell < 0 ? "" : textOrDefault(cell);
        return text.isEmpty() ? null : text;
    }

    private String textOrDefault(int cell) {
        return lines.isEmpty(cell) ? defaults.get(cell) : lines.text(cell);
    }

    /** The time of the point, or where the window begins of which it says something. */
    Instant time() {
        return instant(timeColumn >= 0 && !lines.isEmpty(timeColumn) ? timeColumn : startColumn);
    }

    private Instant instant(int cell) {
        int length = lines.length(cell);
        int hour = lines.digits(cell, HOUR, 2);
        int minute = lines.digits(cell, MINUTE, 2);
        int second = lines.digits(cell, SECOND, 2);
        int digits = Math.max(0, length - 1 - FRACTION);
        int nanos = lines.digits(cell, FRACTION, digits);
        if (Math.min(Math.min(hour, minute), Math.min(second, nanos)) < 0
                || digits > NANO_DIGITS
                || !lines.endsWith(cell, 'Z')) {
            return Instant.parse(lines.plain(cell));
        }
        for (int i = digits; i > 0 && i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return Instant.ofEpochSecond(secondOfDate(cell) + (hour * 60 + minute) * 60L + second, nanos);
    }

    /** Neighbours mostly have their date in common. */
    private long secondOfDate(int cell) {
        if (date.length == 0 || !lines.startsWith(cell, date)) {
            date = lines.copy(cell, DATE);
            secondOfDate = LocalDate.parse(lines.plain(cell).substring(0, DATE)).toEpochDay() * DAY;
        }
        return secondOfDate;
    }

    /**
     * A Double, Boolean or String, as the log has it: each number is one, and a line feed, of which InfluxDB's CSV makes CR LF, is
     * one again.
     */
    Object value() {
        return switch (types.get(valueColumn)) {
            case "double" -> number(lines.plain(valueColumn));
            case "long", "unsignedLong" -> Double.valueOf(lines.plain(valueColumn));
            case "boolean" -> lines.plain(valueColumn).equals("true");
            default -> lines.text(valueColumn).replace("\r\n", "\n");
        };
    }

    private static Double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        };
    }
}

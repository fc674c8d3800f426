package io.iotflow.influx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes tables as the annotated CSV of Flux, with the quoting rules of Go's csv writer. */
final class AnnotatedCsv {
    private final Dialect dialect;
    private final StringBuilder out = new StringBuilder();
    private List<FluxTable.Column> lastColumns = List.of();
    private Set<String> lastKey;
    private int tableNumber;

    /** What the request asks for; annotations are datatype, group and default in the order wanted. */
    record Dialect(List<String> annotations, boolean header, char delimiter) {}

    /** The tables of one query, by the name of its result. */
    record Result(String name, Stream<FluxTable> tables) {}

    AnnotatedCsv(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Fails only while nothing is written; a later failure becomes the error table at the end. */
    byte[] write(List<Result> results) {
        try {
            for (Result result : results) {
                for (Iterator<FluxTable> each = result.tables.iterator(); each.hasNext(); ) {
                    table(result.name, each.next());
                }
                if (results.size() > 1 && lastKey != null) { // the next one's tables begin anew
                    line(List.of());
                    lastKey = null;
                    lastColumns = List.of();
                    tableNumber = 0;
                }
            }
            if (results.size() == 1) {
                line(List.of());
            }
        } catch (InfluxFailure failure) {
            if (out.length() == 0) {
                throw failure;
            }
            error(failure.getMessage());
        }
        return out.toString().getBytes(UTF_8);
    }

    private void table(String name, FluxTable table) {
        if (!table.columns().equals(lastColumns) || !table.key().equals(lastKey)) {
            if (lastKey != null) {
                line(List.of());
            }
            schema(name, table);
        }
        String result = dialect.annotations().contains("default") ? "" : name;
        table.rows()
                .forEach(row -> line(
                        "",
                        result,
                        String.valueOf(tableNumber),
                        table,
                        column -> text(column, row.get(column.label()))));
        lastColumns = table.columns();
        lastKey = table.key();
        tableNumber++;
    }

    private void schema(String name, FluxTable table) {
        for (String annotation : dialect.annotations()) {
            String first = "#" + annotation;
            switch (annotation) {
                case "datatype" -> line(first, "string", "long", table, FluxTable.Column::datatype);
                case "group" ->
                    line(
                            first,
                            "false",
                            "false",
                            table,
                            column -> String.valueOf(table.key().contains(column.label())));
                default -> line(first, name, "", table, column -> "");
            }
        }
        if (dialect.header()) {
            line("", "result", "table", table, FluxTable.Column::label);
        }
    }

    private void error(String message) {
        line(List.of());
        for (String annotation : dialect.annotations()) {
            String cell = annotation.equals("datatype") ? "string" : annotation.equals("group") ? "true" : "";
            line(List.of("#" + annotation, cell, cell));
        }
        line(List.of("", "error", "reference"));
        line(List.of("", message, ""));
    }

    private static String text(FluxTable.Column column, Object value) {
        if (value == null) {
            return "";
        }
        if (column.datatype().equals(FluxTable.TIME_TYPE)) {
            return GoFormat.rfc3339((Long) value);
        }
        return value instanceof Double number ? GoFormat.decimal(number) : value.toString();
    }

    private void line(
            String first, String second, String third, FluxTable table, Function<FluxTable.Column, String> cell) {
        List<String> cells = new ArrayList<>();
        Collections.addAll(cells, first, second, third);
        table.columns().forEach(column -> cells.add(cell.apply(column)));
        line(cells);
    }

    private void line(List<String> cells) {
        String delimiter = String.valueOf(dialect.delimiter());
        out.append(String.join(delimiter, cells.stream().map(this::quoted).toList()))
                .append("\r\n");
    }

    /** Inside quotes Go's writer ends every line with CR LF and drops a CR of the text itself. */
    private String quoted(String cell) {
        boolean needsQuotes = cell.equals("\\.")
                || cell.indexOf(dialect.delimiter()) >= 0
                || cell.indexOf('"') >= 0
                || cell.indexOf('\r') >= 0
                || cell.indexOf('\n') >= 0
                || !cell.isEmpty() && isSpace(cell.codePointAt(0));
        if (!needsQuotes) {
            return cell;
        }
        return '"' + cell.replace("\"", "\"\"").replace("\r", "").replace("\n", "\r\n") + '"';
    }

    private static boolean isSpace(int codePoint) {
        return codePoint >= '\t' && codePoint <= '\r' || codePoint == 0x85 || Character.isSpaceChar(codePoint);
    }
}

package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.FleetRow;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer as lines of cells: CSV, or a JSON object for each line. */
final class FleetTable implements AutoCloseable {

    private final boolean csv;
    private final ZonedText times;
    private final Writer out;
    private final List<String> header;
    private FleetRow last; // neighbours are mostly of one series
    private Map<String, String> lastLabels;
    private String lastSeries;

    /** @param header the names of the cells */
    FleetTable(OutputStream out, FleetQuestion question, List<String> header) throws IOException {
        this.csv = question.format() == FleetQuestion.Format.CSV;
        this.times = new ZonedText(question.zone());
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 16_384);
        this.header = header;
        if (csv) {
            line(header);
        }
    }

    /** The cells of a row of one series. */
    static List<String> header(FleetQuestion question) {
        List<String> header = new ArrayList<>(List.of("time"));
        header.addAll(question.groupBy().labels());
        header.addAll(List.of("measurement", "field"));
        header.addAll(question.columns());
        return header;
    }

    /** The same for rows of one time and all series. */
    static List<String> wideHeader(FleetQuestion question, List<FleetSeries> all) {
        List<String> header = new ArrayList<>(List.of("time"));
        List<String> columns = question.columns();
        FleetSeries.names(all)
                .forEach(name -> columns.forEach(it -> header.add(columns.size() == 1 ? name : name + " " + it)));
        return header;
    }

    /** The cells of rows of one time and all series, in the order of time that was asked for. */
    static List<List<Object>> wideRows(FleetQuestion question, List<FleetSeries> all) {
        int columns = question.columns().size();
        TreeMap<Instant, Object[]> byTime = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            for (FleetRow row : all.get(i).rows()) {
                Object[] cells = byTime.computeIfAbsent(row.time(), it -> new Object[1 + columns * all.size()]);
                for (int column = 0; column < columns; column++) {
                    cells[1 + columns * i + column] = row.values().get(column);
                }
            }
        }
        List<List<Object>> rows = new ArrayList<>();
        (question.newestFirst() ? byTime.descendingMap() : byTime).forEach((time, cells) -> {
            cells[0] = time;
            rows.add(Arrays.asList(cells));
        });
        return rows;
    }

    /** The cells of a row of one series. */
    void row(FleetRow row, Map<String, String> labels) throws IOException {
        if (csv) {
            out.append(times.of(row.time())).append(series(row, labels));
            for (Object value : row.values()) {
                out.append(',').append(cell(value));
            }
            out.append("\r\n");
            return;
        }
        List<Object> cells = new ArrayList<>(List.of(row.time()));
        cells.addAll(labels.values());
        cells.add(row.measurement());
        cells.add(row.field());
        cells.addAll(row.values());
        line(cells);
    }

    /** A line of texts, times, numbers, booleans, maps or nulls. */
    void line(List<?> cells) throws IOException {
        if (csv) {
            for (int i = 0; i < cells.size(); i++) {
                out.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
            }
            out.append("\r\n");
            return;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            members.put(header.get(i), cells.get(i) instanceof Instant time ? times.of(time) : cells.get(i));
        }
        out.append(Json.write(members)).append('\n');
    }

    private String series(FleetRow row, Map<String, String> labels) {
        boolean isSame = last != null
                && labels == lastLabels
                && row.measurement().equals(last.measurement())
                && row.field().equals(last.field());
        if (!isSame) {
            StringBuilder cells = new StringBuilder();
            labels.values().forEach(it -> cells.append(',').append(cell(it)));
            cells.append(',').append(cell(row.measurement())).append(',').append(cell(row.field()));
            last = row;
            lastLabels = labels;
            lastSeries = cells.toString();
        }
        return lastSeries;
    }

    @SuppressWarnings("unchecked")
    private String cell(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Instant time) {
            return times.of(time);
        }
        if (value instanceof Double) {
            return value.toString();
        }
        String text = value instanceof Map<?, ?> map ? Json.write((Map<String, ?>) map) : value.toString();
        return DataPointCsv.quotedWhereNeeded(text);
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}

package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Data points as CSV (RFC 4180), one a line. Every tag that a point can have by configuration has its column; others, of
 * former configurations, are in the last one as JSON. Texts are in quotes, numbers and booleans are not.
 */
final class DataPointCsv {

    static final String MEDIA_TYPE = "text/csv";

    private static final List<String> OWN_TAGS =
            List.of("device_id", "device_name", "device_type", "location", "topic");

    private final Writer out;
    private final List<String> tagColumns;
    private Map<String, String> lastTags;
    private String lastCells;

    DataPointCsv(Writer out, List<String> configuredTags) {
        this.out = out;
        this.tagColumns = new ArrayList<>(OWN_TAGS);
        configuredTags.stream().filter(it -> !OWN_TAGS.contains(it)).sorted().forEach(tagColumns::add);
    }

    void writeHeader() throws IOException {
        out.write("time,measurement,field,value");
        for (String tag : tagColumns) {
            out.append(',').append(quotedWhereNeeded(tag));
        }
        out.write(",other_tags\r\n");
    }

    void write(DataPoint point) throws IOException {
        out.append(point.time().toString())
                .append(',')
                .append(quotedWhereNeeded(point.measurement()))
                .append(',')
                .append(quotedWhereNeeded(point.field()))
                .append(',')
                .append(
                        point.value() instanceof String text
                                ? quoted(text)
                                : point.value().toString())
                .append(tags(point.tags()))
                .append("\r\n");
    }

    /** The cells of the tags; neighbours mostly share their tags. */
    private String tags(Map<String, String> tags) {
        if (tags != lastTags) {
            lastTags = tags;
            StringBuilder cells = new StringBuilder();
            Map<String, String> others = new LinkedHashMap<>(tags);
            for (String tag : tagColumns) {
                String value = others.remove(tag);
                cells.append(',').append(value == null ? "" : quotedWhereNeeded(value));
            }
            lastCells = cells.append(',')
                    .append(others.isEmpty() ? "" : quoted(Json.write(others)))
                    .toString();
        }
        return lastCells;
    }

    static String quotedWhereNeeded(String text) {
        for (int i = 0; i < text.length(); i++) { // no stream: it is done for each cell
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\r' || c == '\n') {
                return quoted(text);
            }
        }
        return text;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}

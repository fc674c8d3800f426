package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.FleetRow;
import io.iotflow.timeseries.FleetQuestion.Shape;
import jakarta.json.stream.JsonGenerator;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer about many devices as one JSON object, in one of four shapes. */
final class FleetJson {

    private final FleetQuestion question;
    private final FleetAnswers.Prepared prepared;
    private final FleetAnswers.Page page;
    private final List<FleetSeries> all;
    private final JsonGenerator json;
    private final ZonedText times;

    private FleetJson(FleetAnswers.Prepared prepared, FleetAnswers.Page page, JsonGenerator json) {
        this.question = prepared.question();
        this.prepared = prepared;
        this.page = page;
        this.all = page.series();
        this.json = json;
        this.times = new ZonedText(question.zone());
    }

    static void write(OutputStream out, FleetAnswers.Prepared prepared, FleetAnswers.Page page) {
        try (JsonGenerator json = Json.createGenerator(out)) {
            new FleetJson(prepared, page, json).write(page.next().orElse(null));
        }
    }

    private void write(String nextCursor) {
        json.writeStartObject()
                .write("status", "success")
                .write("source", prepared.source().toString())
                .write("start_time", question.start())
                .write("stop_time", question.stop())
                .write("timezone", question.zone().toString());
        List<String> columns = new ArrayList<>(List.of("time"));
        columns.addAll(question.columns());
        if (question.shape() == Shape.WIDE) {
            columns = FleetTable.wideHeader(question, all);
        }
        json.writeStartArray("columns");
        columns.forEach(json::write);
        json.writeEnd();
        int rows = switch (question.shape()) {
            case SERIES, COLUMNS -> series(columns);
            case ROWS -> rows();
            case WIDE -> wide();
        };
        json.write("count", rows)
                .write("truncated", nextCursor != null)
                .write("next_cursor", Json.orNull(nextCursor))
                .writeEnd();
    }

    private int series(List<String> columns) {
        int rows = 0;
        json.writeStartArray("series");
        for (FleetSeries series : all) {
            json.writeStartObject();
            labels(series.labels());
            json.write("measurement", series.measurement())
                    .write("field", series.field())
                    .write("unit", Json.orNull(series.unit()));
            if (question.shape() == Shape.SERIES) {
                json.writeStartArray("points");
                series.rows().forEach(this::point);
                json.writeEnd();
            } else {
                json.writeStartArray("time");
                series.rows().forEach(it -> json.write(text(it.time())));
                json.writeEnd();
                for (int i = 1; i < columns.size(); i++) {
                    int column = i - 1;
                    json.writeStartArray(columns.get(i));
                    series.rows().forEach(it -> Json.write(json, it.values().get(column)));
                    json.writeEnd();
                }
            }
            json.writeEnd();
            rows += series.rows().size();
        }
        json.writeEnd();
        return rows;
    }

    private int rows() {
        json.writeStartArray("rows");
        for (FleetRow row : page.rows()) {
            json.writeStartObject().write("time", text(row.time()));
            labels(prepared.labels(row));
            json.write("measurement", row.measurement()).write("field", row.field());
            for (int i = 0; i < row.values().size(); i++) {
                json.writeKey(question.columns().get(i));
                Json.write(json, row.values().get(i));
            }
            json.writeEnd();
        }
        json.writeEnd();
        return page.rows().size();
    }

    private int wide() {
        List<List<Object>> rows = FleetTable.wideRows(question, all);
        json.writeStartArray("rows");
        for (List<Object> cells : rows) {
            json.writeStartArray().write(text((Instant) cells.get(0)));
            cells.subList(1, cells.size()).forEach(it -> Json.write(json, it));
            json.writeEnd();
        }
        json.writeEnd();
        return rows.size();
    }

    private void point(FleetRow row) {
        json.writeStartArray().write(text(row.time()));
        row.values().forEach(it -> Json.write(json, it));
        json.writeEnd();
    }

    private void labels(Map<String, String> labels) {
        labels.forEach((name, value) -> json.write(name, Json.orNull(value)));
    }

    private String text(Instant time) {
        return times.of(time);
    }
}

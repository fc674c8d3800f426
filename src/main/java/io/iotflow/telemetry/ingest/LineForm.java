package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;

/** Line protocol in an MQTT payload, as Telegraf and InfluxDB's clients write it. */
final class LineForm {

    private LineForm() {}

    /** Whether it has at least one line; {@code ON} and {@code no signal} are none. */
    static boolean isLines(String text) {
        LineSplitter lines = new LineSplitter(text);
        while (lines.next()) {
            try {
                LineParser.parse(text, lines);
                return true;
            } catch (Refused e) {
                continue;
            }
        }
        return false;
    }

    static void read(String text, Device device, List<Reading> readings, Consumer<Refused> refuse) {
        LineSplitter lines = new LineSplitter(text);
        while (lines.next()) {
            try {
                readings.add(reading(LineParser.parse(text, lines), device));
            } catch (Refused e) {
                refuse.accept(new Refused(e.reason(), "line " + lines.number() + ", " + e.field(), e.getMessage()));
            }
        }
    }

    private static Reading reading(Line line, Device device) throws Refused {
        String named = line.tags().get("device_id");
        if (named != null) {
            PayloadForms.requireSame(device, named);
        }
        JsonObject fields = fields(line);
        return Reading.point(
                line.measurement(),
                fields,
                line.tagsOfThePoint(),
                line.timestamp() == null ? null : Json.createValue(line.timestamp()),
                fields);
    }

    private static JsonObject fields(Line line) {
        JsonObjectBuilder fields = Json.createObjectBuilder();
        line.fields().forEach((key, value) -> fields.add(key, json(value)));
        return fields.build();
    }

    private static JsonValue json(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        boolean isNumber = value instanceof Number number && Double.isFinite(number.doubleValue());
        return isNumber ? Json.createValue(new BigDecimal(value.toString())) : Json.createValue(value.toString());
    }
}

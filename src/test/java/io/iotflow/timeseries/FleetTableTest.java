package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.telemetry.store.FleetRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetTableTest {

    private static final Instant TIME = Instant.parse("2026-02-01T10:00:59.5Z");

    @Test
    void eachLineHasTheCellsOfItsSeries() throws IOException {
        assertEquals("""
                        time,device_id,device_name,device_type,location,measurement,field,value\r
                        2026-02-01T11:00:59.5+01:00,a,"A, ""one""\",type,,env,t,1.5\r
                        2026-02-01T11:01:00.5+01:00,a,"A, ""one""\",type,,env,t,\r
                        2026-02-01T11:01:00.5+01:00,a,"A, ""one""\",type,,env,on,true\r
                        2026-02-01T11:01:00.5+01:00,a,"A, ""one""\",type,,"en,v",on,"x,y"\r
                        2026-02-01T11:01:00.5+01:00,b,B,type,hall,"en,v",on,2.0\r
                        """, lines("csv"));
    }

    @Test
    void theSameAsObjects() throws IOException {
        assertEquals(
                "{\"time\":\"2026-02-01T11:00:59.5+01:00\",\"device_id\":\"a\",\"device_name\":\"A, \\\"one\\\"\","
                        + "\"device_type\":\"type\",\"location\":null,\"measurement\":\"env\",\"field\":\"t\",\"value\":1.5}",
                lines("ndjson").lines().findFirst().orElseThrow());
    }

    private static String lines(String format) throws IOException {
        FleetQuestion question = FleetQuestionReader.read(
                RequestBody.of(("{\"all\":true,\"timezone\":\"Europe/Berlin\",\"format\":\"" + format + "\"}")
                        .getBytes(StandardCharsets.UTF_8)),
                new QuerySettings(new ShippedConfig(Map.of())),
                Instant.now(),
                Optional.empty(),
                FleetQuestion.Format.JSON);
        Map<String, String> one = labels("a", "A, \"one\"", null);
        Map<String, String> two = labels("b", "B", "hall");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FleetTable table = new FleetTable(bytes, question, FleetTable.header(question))) {
            table.row(row("env", "t", TIME, 1.5), one);
            table.row(row("env", "t", TIME.plusSeconds(1), null), one);
            table.row(row("env", "on", TIME.plusSeconds(1), true), one);
            table.row(row("en,v", "on", TIME.plusSeconds(1), "x,y"), one);
            table.row(row("en,v", "on", TIME.plusSeconds(1), 2.0), two);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, String> labels(String id, String name, String location) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("device_id", id);
        labels.put("device_name", name);
        labels.put("device_type", "type");
        labels.put("location", location);
        return labels;
    }

    private static FleetRow row(String measurement, String field, Instant time, Object value) {
        return new FleetRow(0, measurement, field, List.of(), time, Arrays.asList(value));
    }
}

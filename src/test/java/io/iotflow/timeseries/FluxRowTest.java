package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.influxdb.Cancellable;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.FluxRecord;
import com.influxdb.query.FluxTable;
import com.influxdb.query.internal.FluxCsvParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FluxRowTest {

    private static final String DEFINITION = """
            #datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,%s,string,string
            #group,false,false,true,false,false,true,true
            #default,mean,,,,,,
            ,result,table,_start,_time,_value,_measurement,device_id
            """;

    private static final List<String> VALUES = List.of(
            "0", "-0.5", "21.75", "1e+300", "5e-324", "123456789012345680", "NaN", "+Inf", "-Inf", "0.1", "1000000");
    private static final List<String> TIMES = List.of(
            "2026-11-29T23:59:59.999999999Z",
            "2026-11-30T00:00:00Z",
            "2026-11-30T00:00:00.5Z",
            "2026-11-30T07:08:09.000001Z",
            "1969-12-31T23:59:59.1Z",
            "2000-02-29T12:00:00.123Z",
            "2026-11-30T01:00:00+01:00");
    private static final List<String> TEXTS =
            List.of("plain", "a,b", "say \"so\"", "\"\"", "Grüße 🌡", "two\r\nlines", " before", "a\"b,c\r\nd", "#x");

    private record Read(int table, Instant time, Object value, Map<String, String> texts) {}

    private final Random random = new Random();

    @Test
    void readsWhatTheClientReads() throws IOException {
        for (int i = 0; i < 300; i++) {
            String answer = answer();
            assertEquals(ofClient(answer), read(slowly(answer)), answer);
        }
    }

    private String answer() {
        StringBuilder answer = new StringBuilder();
        int id = 0;
        for (String type : List.of("double", "long", "boolean", "string")) {
            answer.append(DEFINITION.formatted(type).replace("\n", "\r\n"));
            for (int table = 0; table < 1 + random.nextInt(3); table++, id++) {
                for (int row = 0; row < 1 + random.nextInt(40); row++) {
                    answer.append(",,")
                            .append(id)
                            .append(",2026-11-01T00:00:00Z,")
                            .append(any(TIMES))
                            .append(',');
                    answer.append(
                            switch (type) {
                                case "double" -> any(VALUES);
                                case "long" -> Long.toString(random.nextLong());
                                case "boolean" -> Boolean.toString(random.nextBoolean());
                                default -> quoted(any(TEXTS));
                            });
                    answer.append(",m,").append(random.nextInt(4) == 0 ? "" : quoted(TEXTS.get(id % TEXTS.size())));
                    answer.append("\r\n");
                }
            }
            answer.append("\r\n");
        }
        return answer.toString();
    }

    private String any(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /** So that lines are cut anywhere. */
    private InputStream slowly(String answer) {
        return new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(50)));
            }
        };
    }

    private static List<Read> read(InputStream answer) throws IOException {
        List<Read> all = new ArrayList<>();
        FluxRow row = new FluxRow(answer);
        while (row.next()) {
            Map<String, String> texts = row.texts();
            assertEquals("mean", row.text("result"));
            texts.keySet().removeAll(List.of("_start", "_time", "_value", "table"));
            all.add(new Read(row.table(), row.time(), row.value(), texts));
        }
        return all;
    }

    private static List<Read> ofClient(String answer) throws IOException {
        List<Read> all = new ArrayList<>();
        new FluxCsvParser()
                .parseFluxResponse(
                        new Buffer().writeUtf8(answer), new NeverCancelled(), new FluxCsvParser.FluxResponseConsumer() {
                            @Override
                            public void accept(int index, Cancellable cancellable, FluxTable table) {
                                // Each row says of which table it is.
                            }

                            @Override
                            public void accept(int index, Cancellable cancellable, FluxRecord row) {
                                all.add(FluxRowTest.of(row));
                            }
                        });
        return all;
    }

    private static Read of(FluxRecord row) {
        Map<String, String> texts = new LinkedHashMap<>();
        row.getValues().forEach((column, value) -> {
            if (value != null
                    && !value.equals("")
                    && !List.of("_start", "_time", "_value", "table").contains(column)) {
                texts.put(column, value.toString());
            }
        });
        Object value = row.getValue() instanceof Number number ? (Object) number.doubleValue() : row.getValue();
        return new Read(
                row.getTable(),
                row.getTime(),
                value instanceof String text ? text.replace("\r\n", "\n") : value,
                texts);
    }

    private static final class NeverCancelled implements Cancellable {

        @Override
        public void cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    @Test
    void readsAnEmptyTextAsOne() throws IOException {
        FluxRow row = row(DEFINITION.formatted("string") + ",,0,2026-11-01T00:00:00Z,2026-11-01T00:00:00Z,,m,\n");
        assertTrue(row.next());
        assertEquals("", row.value());
        assertNull(row.text("device_id"));
        assertEquals(
                Map.of("_measurement", "m", "result", "mean"), ofNames(row, "_measurement", "result", "device_id"));
    }

    private static Map<String, String> ofNames(FluxRow row, String... names) {
        Map<String, String> texts = row.texts();
        texts.keySet().retainAll(List.of(names));
        return texts;
    }

    @Test
    void hasTheBeginningOfAWindowWhereThereIsNoTime() throws IOException {
        FluxRow row = row("""
                #datatype,string,long,dateTime:RFC3339,double
                #group,false,false,true,false
                #default,_result,,,
                ,result,table,_start,_value
                ,,0,2026-11-01T00:00:00Z,1
                """);
        assertTrue(row.next());
        assertEquals(Instant.parse("2026-11-01T00:00:00Z"), row.time());
    }

    @Test
    void saysWhatInfluxDbSaysInTheMiddle() throws IOException {
        FluxRow row =
                row(DEFINITION.formatted("double") + ",,0,2026-11-01T00:00:00Z,2026-11-01T00:00:00Z,1,m,d\n" + """

                #datatype,string,string
                #group,true,true
                #default,,
                ,error,reference
                ,"out of memory, again",897
                """);
        assertTrue(row.next());
        InfluxException failure = assertThrows(InfluxException.class, row::next);
        assertTrue(failure.getMessage().contains("out of memory, again"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",,0,2026-11-01T00:00:00Z,2026-11-01T00:00:00Z,1,m,devi",
                ",,0,2026-11-01T00:00:00Z,2026-11-01T00:00:00Z,1,m,\"d\n",
            })
    void takesNoAnswerThatEndsWithinALine(String line) {
        FluxRow row = row(DEFINITION.formatted("double") + line);
        assertThrows(IOException.class, row::next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>\n",
                ",,0,2026-11-01T00:00:00Z\n",
                "#datatype,string,long\n#default,,\n,result,table,_value\n,,0,1\n",
            })
    void takesNothingElse(String answer) {
        assertThrows(InfluxException.class, row(answer)::next);
    }

    private static FluxRow row(String answer) {
        return new FluxRow(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    }
}

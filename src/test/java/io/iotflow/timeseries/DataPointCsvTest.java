package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataPointCsvTest {

    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void hasAColumnForEachTagOfTheConfigurationAndTheOwnOnes() throws IOException {
        assertEquals(
                "time,measurement,field,value,device_id,device_name,device_type,location,topic,\"a,b\",unit,other_tags\r\n",
                csv(List.of("unit", "location", "a,b")));
    }

    @Test
    void putsTextsInQuotesAndNumbersNot() throws IOException {
        assertEquals(
                "2026-01-31T12:00:00Z,climate,f,1.0E-300,,,,,,\r\n"
                        + "2026-01-31T12:00:00Z,climate,f,true,,,,,,\r\n"
                        + "2026-01-31T12:00:00Z,climate,f,\"1\",,,,,,\r\n"
                        + "2026-01-31T12:00:00Z,climate,f,\"\",,,,,,\r\n"
                        + "2026-01-31T12:00:00Z,climate,f,\"\"\"\r\n,\",,,,,,\r\n",
                lines(
                        point(1e-300, Map.of()),
                        point(true, Map.of()),
                        point("1", Map.of()),
                        point("", Map.of()),
                        point("\"\r\n,", Map.of())));
    }

    @Test
    void keepsTagsThatHaveNoColumn() throws IOException {
        assertEquals(
                "2026-01-31T12:00:00Z,climate,f,1.0,,,,roof,,\"{\"\"floor\"\":\"\"2, left\"\"}\"\r\n"
                        + "2026-01-31T12:00:00Z,climate,f,2.0,d-7,,,,,\r\n",
                lines(point(1, Map.of("location", "roof", "floor", "2, left")), point(2, Map.of("device_id", "d-7"))));
    }

    private static String lines(DataPoint... points) throws IOException {
        String text = csv(List.of(), points);
        return text.substring(text.indexOf("\r\n") + 2);
    }

    private static String csv(List<String> tags, DataPoint... points) throws IOException {
        StringWriter out = new StringWriter();
        DataPointCsv csv = new DataPointCsv(out, tags);
        csv.writeHeader();
        for (DataPoint point : points) {
            csv.write(point);
        }
        return out.toString();
    }

    private static DataPoint point(Object value, Map<String, String> tags) {
        return new DataPoint(TIME, "climate", "f", value, tags);
    }
}

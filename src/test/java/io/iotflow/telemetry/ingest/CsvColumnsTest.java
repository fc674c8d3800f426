package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.ingest.CsvColumns.Cell;
import io.iotflow.telemetry.ingest.CsvColumns.Defaults;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvColumnsTest {

    private static final Defaults NONE = new Defaults(null, null, null);

    @Test
    void wideHasAColumnForEachField() {
        CsvColumns columns = columns("timestamp,device,temperature,humidity,tag:probe", NONE);
        CSVRecord line = line("2026-02-01,d1,20,,a");

        assertEquals("2026-02-01", columns.time(line));
        assertEquals(List.of(new Cell("d1", null, "temperature", "20")), columns.cells(line));
        assertEquals(Map.of("probe", "a"), columns.tags(line));
    }

    @Test
    void longHasALineForEachValueAndLeavesOutWhatTheRegistryKnows() {
        CsvColumns columns =
                columns("time,device_id,device_name,device_type,location,measurement,field,value,unit", NONE);
        CSVRecord line = line("2026-02-01,d1,D,t,hall,m,f,7,kWh");

        assertEquals(List.of(new Cell("d1", "m", "f", "7")), columns.cells(line));
        assertEquals(Map.of("unit", "kWh"), columns.tags(line));
    }

    @Test
    void ourOwnWideAnswersNameDevices() {
        Defaults field = new Defaults(null, "m", "f");

        assertEquals(
                List.of(new Cell("d1", "m", "f", "1"), new Cell("d2", "m", "g", "2"), new Cell("d3", "n", "h i", "3")),
                columns("time,d1,d2 g,d3 n h i", field).cells(line("2026-02-01,1,2,3")));
    }

    @Test
    void theCallSaysWhatNoColumnSays() {
        assertEquals(
                List.of(new Cell("d1", "m", "a", "1")),
                columns("time,a", new Defaults("d1", "m", null)).cells(line("2026-02-01,1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device_id,a | must have a column time",
                "time,device_id,a,a | must name each column",
                "time,device_id,,a | must name each column",
                "time,field,value | device_id",
                "time,device_id,field,value,colour | colour",
                "time,d1 | as a parameter"
            })
    void aHeaderThatSaysTooLittle(String header, String why) {
        Problem problem = assertThrows(Problem.class, () -> columns(header, NONE));

        assertEquals(400, problem.status());
        assertEquals(true, problem.getMessage().contains(why), problem.getMessage());
    }

    private static CsvColumns columns(String header, Defaults defaults) {
        return new CsvColumns(line(header).toList(), Set.of("unit", "location"), defaults);
    }

    private static CSVRecord line(String text) {
        try {
            return CSVFormat.RFC4180.parse(new StringReader(text)).iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

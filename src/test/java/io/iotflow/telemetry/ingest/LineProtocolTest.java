package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** InfluxDB's line protocol, as its reference describes it, and what is not it. */
class LineProtocolTest {

    @Test
    void readsTheExampleOfTheReference() throws Refused {
        Line line = one("myMeasurement,tag1=value1,tag2=value2 fieldKey=\"fieldValue\",other=1.5 1556813561098000000");

        assertEquals("myMeasurement", line.measurement());
        assertEquals(Map.of("tag1", "value1", "tag2", "value2"), line.tags());
        assertEquals(Map.of("fieldKey", "fieldValue", "other", 1.5), line.fields());
        assertEquals(1556813561098000000L, line.timestamp());
    }

    @Test
    void unescapesNamesAndTags() throws Refused {
        Line line = one("my\\ mea\\,sure=ment,tag\\ Key\\,1\\=x=a\\,b\\=c\\ d\\e f\\ i\\=e\\,ld=1");

        assertEquals("my mea,sure=ment", line.measurement());
        assertEquals(Map.of("tag Key,1=x", "a,b=c d\\e"), line.tags());
        assertEquals(Map.of("f i=e,ld", 1.0), line.fields());
    }

    @Test
    void keepsWhatStandsInQuotes() throws Refused {
        assertEquals(
                "a, b=c # \"d\" \\ e\\n\ng",
                one("m f=\"a, b=c # \\\"d\\\" \\\\ e\\n\ng\" 5").fields().get("f"));
        assertEquals("", one("m f=\"\"").fields().get("f"));
        assertEquals("\\", one("m f=\"\\\\\",g=1").fields().get("f"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-1, -1",
        "1.5, 1.5",
        ".5, 0.5",
        "5., 5",
        "1e3, 1000",
        "1.2E-2, 0.012",
        "1e+2, 100",
        "12i, 12",
        "-3i, -3",
        "9223372036854775807i, 9.223372036854775807E18",
        "7u, 7",
        "18446744073709551615u, 1.8446744073709551615E19",
        "9223372036854775808u, 9.223372036854775808E18"
    })
    void takesEveryNumberAsAFloat(String written, double value) throws Refused {
        assertEquals(value, ((Number) one("m f=" + written).fields().get("f")).doubleValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993i",
                "-9007199254740993i",
                "-9223372036854775808i",
                "18446744073709551615u",
                "0.12345678901234567891",
                "9007199254740993",
                "1e-400"
            })
    void handsOverANumberThatAFloatDoesNotGiveBack(String written) throws Refused {
        Object value = one("m f=" + written).fields().get("f");

        assertFalse(value instanceof Double);
        assertEquals(new BigDecimal(written.replaceAll("[iu]$", "")), new BigDecimal(value.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9007199254740992i", "0.1", "1234567890.123456", "100000000000000000000", "1e300", "0", "-0.0"})
    void handsOverAsAFloatWhatItGivesBack(String written) throws Refused {
        assertInstanceOf(Double.class, one("m f=" + written).fields().get("f"));
    }

    @Test
    void readsDecimalsAsJavaDoes() throws Refused {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String digits = Long.toString(Math.abs(random.nextLong() % 1_000_000_000_000_000L) >> random.nextInt(40));
            int point = random.nextInt(digits.length() + 1);
            String number =
                    (random.nextBoolean() ? "-" : "") + digits.substring(0, point) + '.' + digits.substring(point);

            assertEquals(
                    Double.parseDouble(number), one("m f=" + number).fields().get("f"), number);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "T", "true", "True", "TRUE"})
    void takesEveryTrue(String written) throws Refused {
        assertEquals(true, one("m f=" + written + ",g=" + written).fields().get("g"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "F", "false", "False", "FALSE"})
    void takesEveryFalse(String written) throws Refused {
        assertEquals(false, one("m f=" + written).fields().get("f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "nan",
                "Inf",
                "-Infinity",
                "+1",
                "1f",
                "1d",
                "1 i",
                "0x1",
                "1_000",
                "1e",
                "1e+",
                "--1",
                "1.2.3",
                ".",
                "-",
                "i",
                "-u",
                "-1u",
                "1.5i",
                "9223372036854775808i",
                "18446744073709551616u",
                "tRUE",
                "yes",
                "abc",
                "'a'",
                "٣"
            })
    void refusesWhatIsNoValue(String written) {
        assertThrows(Refused.class, () -> one("m f=" + written));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fields | m",
                "fields | m,t=1",
                "fields | 'm '",
                "fields. | m =1",
                "fields.f | m f",
                "fields.f | m f 5",
                "fields.f | m f=",
                "fields.f | m f=,g=1",
                "fields. | m f=1,",
                "fields. | 'm f=1, g=2'",
                "fields | m f=\"a\"b",
                "fields.f | m f=\"a",
                "tags. | m, f=1",
                "tags. | m,=1 f=1",
                "tags.t | m,t f=1",
                "tags.t | m,t= f=1",
                "tags.t | m,t=a=b f=1",
                "tags.t | m,t=a,t=b f=1",
                "timestamp | m f=1 x",
                "timestamp | m f=1 1.5",
                "timestamp | m f=1 5 6",
                "timestamp | m f=1 9223372036854775808"
            })
    void namesWhatIsWrongWithALine(String field, String line) {
        assertEquals(field, assertThrows(Refused.class, () -> one(line)).field(), line);
    }

    @Test
    void countsLinesAsAnEditorDoes() throws Refused {
        List<Line> lines = all("# comment\n\n  a v=1\r\nb v=\"x\ny\" 5\n   \n#,\nc v=2 7\r\n");

        assertEquals(
                List.of("a", "b", "c"), lines.stream().map(Line::measurement).toList());
        assertEquals(List.of(3, 4, 8), lines.stream().map(Line::number).toList());
        assertNull(lines.get(0).timestamp());
        assertEquals(7L, lines.get(2).timestamp());
    }

    @Test
    void hasNoLinesInNothing() {
        for (String body : List.of("", "\n", "\r\n \t\n", "#", "# x\n#y", " ")) {
            assertEquals(0, starts(body).size());
        }
    }

    @Test
    void takesNoPartOfABadLineForALineOfItsOwn() {
        // The text is a device's; the bad number before it is what makes the line bad.
        String bad = "m a=oops,text=\"\nadmin,device_id=other v=1\n\" 5\n";
        assertEquals(List.of(0, bad.length()), starts(bad + "m v=1"));
        assertEquals(1, starts("m text=\"never closed\nm v=1\nm v=2").size());
    }

    @Test
    void readsOrRefusesWhateverComes() {
        Random random = new Random(42);
        String alphabet = "m,= \\\"\n\r\t#1.eiut-\u0000é";
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder("m f=");
            random.ints(random.nextInt(30), 0, alphabet.length()).forEach(it -> body.append(alphabet.charAt(it)));
            LineSplitter lines = new LineSplitter(body.toString());
            while (lines.next()) {
                try {
                    LineParser.parse(body.toString(), lines);
                    read++;
                } catch (Refused e) {
                    assertTrue(e.detail().length() > 10, e.detail());
                }
            }
        }
        assertTrue(read > 100, "some of it is line protocol: " + read);
    }

    @ParameterizedTest
    @CsvSource({"ns, 1700000000123456789", "us, 1700000000123456", "ms, 1700000000123", "s, 1700000000"})
    void knowsTheUnitOfATimestamp(String precision, long timestamp) throws Refused {
        Instant time = LinePrecision.of(precision).timeOf(timestamp);

        assertEquals(1700000000L, time.getEpochSecond());
        assertTrue("1700000000123456789".startsWith(String.valueOf(timestamp)));
    }

    @Test
    void refusesAnotherUnitAndATimePastEverything() {
        assertThrows(Problem.class, () -> LinePrecision.of("m"));
        assertThrows(Problem.class, () -> LinePrecision.of(""));
        assertThrows(Refused.class, () -> LinePrecision.S.timeOf(Long.MAX_VALUE));
    }

    private static Line one(String line) throws Refused {
        List<Line> all = all(line);
        assertEquals(1, all.size(), line);
        return all.get(0);
    }

    private static List<Line> all(String body) throws Refused {
        LineSplitter lines = new LineSplitter(body);
        List<Line> all = new ArrayList<>();
        while (lines.next()) {
            all.add(LineParser.parse(body, lines));
        }
        return all;
    }

    private static List<Integer> starts(String body) {
        LineSplitter lines = new LineSplitter(body);
        List<Integer> starts = new ArrayList<>();
        while (lines.next()) {
            starts.add(lines.start());
        }
        return starts;
    }
}

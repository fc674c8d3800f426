package io.iotflow.platform.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,true,null,\"x\"]}", "[]", "-1.5e-7", "\"ü😀\"", "true", "null"})
    void readsEveryKindOfValue(String text) {
        assertEquals(text, read(text).toString().replace("E-7", "e-7"));
    }

    @Test
    void readsNoMoreOfANumberThanItsText() {
        assertEquals(
                "1E+1000000000",
                ((JsonNumber) read("1e1000000000")).bigDecimalValue().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "[1,]",
                "{a:1}",
                "'a'",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "tru",
                "\"a",
                "\"\\x\"",
                "\"a\nb\"",
                "\uFEFF{}",
                "1e99999999999",
            })
    void refusesWhatRfc8259DoesNotAllow(String text) {
        assertThrows(MalformedJson.class, () -> read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} x", "{}{}", "[] ]", "1 2", "true,", "\"a\" \"b\"", "null null"})
    void refusesAnythingBehindTheValue(String text) {
        assertThrows(MalformedJson.class, () -> read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22c322", "22c0af22", "22eda08022", "22fc22", "fffe7b007d00"})
    void refusesWhatIsNotUtf8(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertEquals(
                "is not UTF-8",
                assertThrows(MalformedJson.class, () -> Json.read(bytes)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "[{\"b\":{\"c\":1,\"d\":2,\"c\":3}}]"})
    void refusesAMemberThatIsThereTwiceWhereThatIsAsked(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

        assertTrue(assertThrows(MalformedJson.class, () -> Json.readWithUniqueNames(utf8))
                .getMessage()
                .startsWith("has a member twice"));
    }

    @Test
    void readsTheSameNameInTwoObjects() {
        String text = "[{\"a\":1},{\"a\":{\"a\":2}}]";

        assertEquals(
                text,
                Json.readWithUniqueNames(text.getBytes(StandardCharsets.UTF_8)).toString());
    }

    @Test
    void readsAHundredLevels() {
        String text = "[".repeat(100) + "]".repeat(100);
        assertEquals(text, read(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void refusesDeepNesting(String level) {
        assertThrows(MalformedJson.class, () -> read(level.repeat(100_000)));
    }

    @Test
    void refusesANumberOfThousandsOfDigits() {
        assertThrows(MalformedJson.class, () -> read("1".repeat(5_000)));
    }

    @Test
    void answersOneLineOfWhatIsWrong() {
        String message = assertThrows(MalformedJson.class, () -> read("{")).getMessage();
        assertEquals("is not valid JSON at line 1, column 3", message);
    }

    @Test
    void writesAMapThatReadsBack() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("a \"quoted\" \\ name", 0.1);
        values.put("largest", Double.MAX_VALUE);
        values.put("flag", false);
        values.put("text", "two\nlines, NUL \u0000, 😀");
        assertEquals(
                "{\"a \\\"quoted\\\" \\\\ name\":0.1,\"largest\":1.7976931348623157E308,\"flag\":false,"
                        + "\"text\":\"two\\nlines, NUL \\u0000, 😀\"}",
                Json.write(values));
    }

    @Test
    void writesNumbersAsJavaDoes() {
        Random random = new Random(42);
        for (int i = 0; i < 100_000; i++) {
            double number = switch (i % 4) {
                case 0 -> random.nextInt(2_000_000) / 100.0 - 10_000;
                case 1 -> random.nextLong() / 1e6;
                case 2 -> (random.nextDouble() - 0.5) * 1e7;
                default -> Double.longBitsToDouble(random.nextLong());
            };
            if (Double.isFinite(number)) {
                assertEquals("{\"n\":" + number + "}", Json.write(Map.of("n", number)));
            }
        }
        for (double number : new double[] {0, -0.0, 0.001, 9_999_999.999999, 1e7, 1e-6, 0.5, -21.5, Double.MIN_VALUE}) {
            assertEquals("{\"n\":" + number + "}", Json.write(Map.of("n", number)));
        }
    }

    @Test
    void writesNoNumberThatJsonDoesNotHave() {
        assertThrows(NumberFormatException.class, () -> Json.write(Map.of("n", Double.NaN)));
    }

    @Test
    void escapesWhatRfc8259Wants() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        String text = all.toString();

        assertEquals(text, Json.readObject(Json.write(Map.of("t", text))).getString("t"));
        assertEquals(Json.createValue(text).toString(), Json.text(Json.createValue(text)));
    }

    @Test
    void writesAValueAsItsText() {
        String text = "{\"a\":[1,{\"b\":null}]}";
        assertEquals(text, Json.text(read(text)));
    }

    private static JsonValue read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}

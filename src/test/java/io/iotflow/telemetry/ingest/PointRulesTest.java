package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.quarantine.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"temperature", "Luft feuchte", "a,b=c", "a#b", "温度", "C:\\temp", "_private", "\"q\""})
    void takesANameThatComesBackUnchanged(String name) throws Refused {
        assertEquals(name, PointRules.measurement(name, "measurement"));
        assertEquals(name, PointRules.fieldKey(name, "fields"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\\", "a\\ b", "a\\,b", "a\\=b", "a\nb", "a\tb", "a\u0000b", "a\u007fb", "\ud800"})
    void refusesANameThatTheLineProtocolWouldChange(String name) {
        assertRefused(Reason.BAD_NAME, () -> PointRules.measurement(name, "measurement"));
        assertRefused(Reason.BAD_NAME, () -> PointRules.fieldKey(name, "fields"));
        assertRefused(Reason.BAD_NAME, () -> PointRules.tagValue(name, "tags"));
    }

    @Test
    void refusesAMeasurementThatWouldBeAComment() {
        assertRefused(Reason.BAD_NAME, () -> PointRules.measurement("#temperature", "measurement"));
    }

    @Test
    void takesAFieldThatBeginsWithANumberSign() throws Refused {
        assertEquals("#1", PointRules.fieldKey("#1", "fields"));
    }

    @Test
    void refusesAFieldNamedTime() {
        assertRefused(Reason.BAD_NAME, () -> PointRules.fieldKey("time", "fields"));
    }

    @Test
    void takesANameOf200CharactersAndNoLonger() throws Refused {
        PointRules.fieldKey("n".repeat(200), "fields");
        assertRefused(Reason.BAD_NAME, () -> PointRules.fieldKey("n".repeat(201), "fields"));
    }

    @Test
    void takesATextOfSeveralLines() throws Refused {
        assertEquals("two\n\"lines\" \\ ", PointRules.text("two\n\"lines\" \\ ", "fields.note"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\r\nb", "a\udc00b"})
    void refusesATextThatCouldNotComeBack(String text) {
        assertRefused(Reason.BAD_NAME, () -> PointRules.text(text, "fields.note"));
    }

    @Test
    void takesATextOf65536CharactersAndNoLonger() throws Refused {
        PointRules.text("x".repeat(65_536), "fields.note");
        assertRefused(Reason.TOO_LARGE, () -> PointRules.text("x".repeat(65_537), "fields.note"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesANumberThatIsNotFinite(double number) {
        assertRefused(Reason.BAD_NUMBER, () -> PointRules.number(number, "fields.value"));
    }

    private static void assertRefused(Reason reason, Executable check) {
        assertEquals(reason, assertThrows(Refused.class, check).reason());
    }
}

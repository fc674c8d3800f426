package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTextTest {

    @ParameterizedTest
    @CsvSource({"25.5, 25.5", "' 25 ', 25", "-1, -1", "+1, 1", ".5, 0.5", "5., 5", "1e3, 1000", "007, 7"})
    void readsANumber(String text, double number) {
        assertEquals(Optional.of(number), FieldText.as(FieldType.NUMBER, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25,5", "25 C", "0x1F", "1f", "NaN", "Infinity", "1e999", "\u0661"})
    void readsNoNumberInAnotherText(String text) {
        assertEquals(Optional.empty(), FieldText.as(FieldType.NUMBER, text));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "ON, true", "off, false", "False, false"})
    void readsABoolean(String text, boolean flag) {
        assertEquals(Optional.of(flag), FieldText.as(FieldType.BOOLEAN, text));
    }

    @Test
    void readsNothingElse() {
        assertEquals(Optional.empty(), FieldText.as(FieldType.BOOLEAN, "1"));
        assertEquals(Optional.empty(), FieldText.as(FieldType.STRING, "1"));
    }
}

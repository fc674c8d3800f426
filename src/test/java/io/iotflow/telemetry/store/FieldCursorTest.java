package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.RegisteredField.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldCursorTest {

    private static final Name NAME = new Name("Luft ä", "temperature");
    private static final String TEXT = "ZgAAAAAAAAAGTHVmdCDDpHRlbXBlcmF0dXJl";

    @Test
    void comesBackAsItWasAlsoFromAnEarlierVersion() {
        assertEquals(TEXT, FieldCursor.text(NAME));
        assertEquals(NAME, FieldCursor.parse(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "ZgAA",
                "ZAAAAAAAAAAGTHVmdCDDpA",
                "ZgAAAAAAAABjYWI",
                "Zv__________YWI",
                "ZgAAAAAAAAABYQBi"
            })
    void isRefusedWhereItIsNone(String text) {
        assertEquals(
                400, assertThrows(Problem.class, () -> FieldCursor.parse(text)).status());
    }
}

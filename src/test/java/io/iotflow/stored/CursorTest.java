package io.iotflow.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.problem.Problem;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final Cursor.OfDevice PLACE =
            new Cursor.OfDevice(Instant.parse("2026-01-31T12:00:00.123456Z"), "Luft ä/€");

    @Test
    void comesBackAsItWas() {
        assertEquals(PLACE, Cursor.OfDevice.parse(PLACE.text()));
        assertEquals(new Cursor.Across(20_001), Cursor.Across.parse(new Cursor.Across(20_001).text()));
    }

    @Test
    void isNoneOfAnotherList() {
        assertThrows(Problem.class, () -> Cursor.Across.parse(PLACE.text()));
        assertThrows(Problem.class, () -> Cursor.OfDevice.parse(new Cursor.Across(1).text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "ZA", "ZP__________bQ", "ZH__________bQ", "ZAAAAAAAAAAAAA", "ZAAAAAAAAAAAwyg", "€"})
    void isRefusedWhereItIsNone(String text) {
        assertEquals(
                400,
                assertThrows(Problem.class, () -> Cursor.OfDevice.parse(text)).status());
    }
}

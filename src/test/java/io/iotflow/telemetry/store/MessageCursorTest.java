package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCursorTest {

    private static final MessageCursor.OfDevice PLACE =
            new MessageCursor.OfDevice(Instant.parse("2026-01-31T12:00:00.123456789Z"), 17, 3);

    @Test
    void comesBackAsItWas() {
        assertEquals(PLACE, MessageCursor.OfDevice.parse(PLACE.text()));
        assertEquals(
                new MessageCursor.Across(20_001), MessageCursor.Across.parse(new MessageCursor.Across(20_001).text()));
    }

    @Test
    void isNoneOfAnotherList() {
        assertThrows(Problem.class, () -> MessageCursor.Across.parse(PLACE.text()));
        assertThrows(Problem.class, () -> MessageCursor.OfDevice.parse(new MessageCursor.Across(1).text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "ZA", "ZP__________bQ", "ZH__________bQ", "ZAAAAAAAAAAAAA", "ZAAAAAAAAAAAwyg", "€"})
    void isRefusedWhereItIsNone(String text) {
        assertEquals(
                400,
                assertThrows(Problem.class, () -> MessageCursor.OfDevice.parse(text))
                        .status());
    }
}

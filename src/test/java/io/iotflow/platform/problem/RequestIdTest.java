package io.iotflow.platform.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7f-3.b_C", "0123456789012345678901234567890123456789012345678901234567890123"})
    void keepsTheCallersOwn(String given) {
        assertEquals(given, RequestId.choose(given));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\nb",
                "é",
                "<script>",
                "${x}",
                "a/b",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void makesANewOneWhereTheCallersCannotStandInALogLine(String given) {
        String id = RequestId.choose(given);

        assertNotEquals(given, id);
        assertTrue(id.matches("[A-Za-z0-9._-]{1,64}"), id);
        assertNotEquals(id, RequestId.choose(given));
    }

    @Test
    void escapesWhatWouldForgeASecondEventInTheLog() {
        assertEquals("a\\u000aINFO b\\u001b\\u00e9", OneLine.of("a\nINFO b\u001bé"));
    }

    @Test
    void cutsWhatWouldFillTheLog() {
        assertEquals(1003, OneLine.of("x".repeat(100_000)).length());
    }
}

package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PageParametersTest {

    @ParameterizedTest
    @NullAndEmptySource
    void hasADefaultWhereNothingIsSent(String text) {
        assertEquals(20, PageParameters.limit(text, 20, 100));
        assertEquals(7, PageParameters.cursor(text, 7));
        assertEquals(new Page(1, 20), Page.of(text, text, 20, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "00", "-1", "+1", "1.0", "1e2", " 1", "x", "1\n", "١"})
    void namesTheParameterThatIsOutOfItsRange(String text) {
        assertEquals("limit must be 1 to 100", refusal(() -> PageParameters.limit(text, 20, 100)));
        assertEquals("per_page must be 1 to 100", refusal(() -> Page.of("1", text, 20, 100)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "0101", "99999999999999999999"})
    void givesTheMostWhereMoreIsRequested(String text) {
        assertEquals(100, PageParameters.limit(text, 20, 100));
        assertEquals(100, PageParameters.required("limit", text, 100));
        assertEquals(new Page(1, 100), Page.of("1", text, 20, 100));
    }

    @Test
    void takesBothEnds() {
        assertEquals(1, PageParameters.limit("1", 20, 100));
        assertEquals(100, PageParameters.limit("100", 20, 100));
        assertEquals(100_000, Page.of("100000", "1", 1, 1).number());
        assertEquals("page must be 1 to 100000", refusal(() -> Page.of("100001", "1", 1, 1)));
        assertEquals(999_999_999_999_999_999L, PageParameters.cursor("999999999999999999", 1));
    }

    @Test
    void requiresANumberWhereThereIsNoDefault() {
        assertEquals("limit must be 1 to 100", refusal(() -> PageParameters.required("limit", "", 100)));
    }

    private static String refusal(Runnable reader) {
        return assertThrows(Problem.class, reader::run).getMessage();
    }
}

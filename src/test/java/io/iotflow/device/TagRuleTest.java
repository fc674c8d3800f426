package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagRuleTest {

    @ParameterizedTest
    @ValueSource(strings = {"roof", "2nd floor, left = east", "C:\\temp", "\\\\n", "\"quoted\"", "温度 😀", "#1"})
    void takesATextThatComesBackUnchanged(String text) {
        assertEquals(Optional.empty(), TagRule.violation(text, 50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\", "a\\\\", "a\\ b", "a\\,b", "a\\=b", "a\\\"b"})
    void refusesABackslashThatWouldBeSwallowed(String text) {
        assertEquals(
                Optional.of("must not have a backslash at its end or before a space, comma, '=' or '\"'"),
                TagRule.violation(text, 50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\tb", "a\u0000", "\u007f", "\ud83d", "\ude00\ud83d"})
    void refusesControlCharactersAndBrokenUnicode(String text) {
        assertEquals(Optional.of("must not contain control characters or broken Unicode"), TagRule.violation(text, 50));
    }

    @Test
    void refusesAnEmptyText() {
        assertEquals(Optional.of("must not be empty"), TagRule.violation("", 50));
    }

    @Test
    void takesATextAsLongAsAllowed() {
        assertEquals(Optional.empty(), TagRule.violation("12345", 5));
    }

    @Test
    void refusesALongerText() {
        assertEquals(Optional.of("must be at most 5 characters"), TagRule.violation("123456", 5));
    }
}

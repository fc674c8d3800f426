package io.iotflow.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"v\":1}", "é😀", "a\nb\tc", "<b>${x}</b>", "\uFFFD"})
    void isTextWhereAllOfItCanBeShown(String text) {
        assertEquals(Optional.of(text), PayloadText.of(text.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\rb", "\u001b[2J", "\u007f", "\u0085"})
    void isNoTextWithAControlCharacter(String text) {
        assertEquals(Optional.empty(), PayloadText.of(text.getBytes(UTF_8)));
    }

    @Test
    void isNoTextWhereItIsNotUtf8() {
        assertEquals(Optional.empty(), PayloadText.of(new byte[] {(byte) 0xC3, 0x28}));
    }

    @Test
    void showsTheBeginningOfWhateverItIs() {
        assertEquals("a\uFFFDb\uFFFD(", PayloadText.preview(new byte[] {'a', 0, 'b', (byte) 0xC3, '('}));
        assertEquals("😀".repeat(200), PayloadText.preview("😀".repeat(201).getBytes(UTF_8)));
    }
}

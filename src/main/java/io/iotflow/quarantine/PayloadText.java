package io.iotflow.quarantine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A payload for people. It is somebody else's text: it goes into JSON strings and nowhere else. */
final class PayloadText {

    /** The most characters of a preview. */
    static final int PREVIEW = 200;

    private PayloadText() {}

    /** The text, when the bytes are UTF-8 without control characters other than newline and tab. */
    static Optional<String> of(byte[] payload) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
            return text.chars().allMatch(PayloadText::isShown) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The first characters of whatever it is, with a replacement character for each that cannot be shown. */
    static String preview(byte[] payload) {
        int[] shown = new String(payload, StandardCharsets.UTF_8)
                .codePoints()
                .limit(PREVIEW)
                .map(character -> isShown(character) ? character : 0xFFFD)
                .toArray();
        return new String(shown, 0, shown.length);
    }

    private static boolean isShown(int character) {
        return !Character.isISOControl(character) || character == '\n' || character == '\t';
    }
}

package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.Optional;

/**
 * The place in a list where a page ended, as a text for a URL that means nothing to the caller: bytes of the list's own,
 * the first of which tells one list's cursors, or one version's, from another's.
 */
public final class Cursor {

    /** What a cursor that belongs to no query is refused with. */
    public static final String OF_NO_LIST =
            "is none of this list; send next_cursor as the last page gave it, or none to begin anew";

    private static final int MAX_LENGTH = 4_000;

    private Cursor() {}

    /** Reads the bytes; nothing, or an exception of malformed text or of a number out of range, for none of this list. */
    @FunctionalInterface
    public interface Reader<T> {
        Optional<T> read(ByteBuffer bytes) throws CharacterCodingException;
    }

    /** The text of these bytes. */
    public static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads what the caller sent.
     *
     * @param violation what a 400 says where it is none of this list
     */
    public static <T> T parse(String text, String violation, Reader<T> reader) {
        return decode(text, reader).orElseThrow(() -> Problem.invalid("cursor", violation));
    }

    private static <T> Optional<T> decode(String text, Reader<T> reader) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return reader.read(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException
                | BufferUnderflowException
                | IndexOutOfBoundsException
                | CharacterCodingException
                | ArithmeticException
                | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What is left of the bytes as UTF-8; without a NUL, which PostgreSQL does not take. */
    public static String utf8(ByteBuffer bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        if (text.indexOf('\0') >= 0) {
            throw new CharacterCodingException();
        }
        return text;
    }
}

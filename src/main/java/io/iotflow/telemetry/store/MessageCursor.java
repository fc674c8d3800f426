package io.iotflow.telemetry.store;

import io.iotflow.platform.web.Cursor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The place in a list where a page ended, as a text that means nothing to the caller. It names the last message itself
 * and not its number, so what arrives meanwhile moves nothing.
 */
final class MessageCursor {

    private static final char OF_DEVICE = 'd';
    private static final char ACROSS = 'a';

    private MessageCursor() {}

    /** A place among one device's messages: (time, measurement) is unique there. */
    record OfDevice(Instant time, String measurement) {

        String text() {
            return encode(OF_DEVICE, ChronoUnit.MICROS.between(Instant.EPOCH, time), measurement);
        }

        static OfDevice parse(String text) {
            Parts parts = decode(OF_DEVICE, text);
            return new OfDevice(Instant.EPOCH.plus(parts.number, ChronoUnit.MICROS), parts.rest);
        }
    }

    /** A place among all messages, by id. */
    record Across(long id) {

        String text() {
            return encode(ACROSS, id, "");
        }

        static Across parse(String text) {
            return new Across(decode(ACROSS, text).number);
        }
    }

    private record Parts(long number, String rest) {}

    private static String encode(char kind, long number, String rest) {
        byte[] text = rest.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(9 + text.length)
                .put((byte) kind)
                .putLong(number)
                .put(text);
        return Cursor.text(bytes.array());
    }

    private static Parts decode(char kind, String text) {
        return Cursor.parse(text, Cursor.OF_NO_LIST, bytes -> read(kind, bytes));
    }

    private static Optional<Parts> read(char kind, ByteBuffer bytes) throws CharacterCodingException {
        if (bytes.get() != kind) {
            return Optional.empty();
        }
        long number = bytes.getLong();
        // PostgreSQL's times end in the year 294276; ours, and all its numbers, well before.
        boolean isPlace = number >= 0 && (kind == ACROSS || number < 253_402_300_800_000_000L);
        return isPlace ? Optional.of(new Parts(number, Cursor.utf8(bytes))) : Optional.empty();
    }
}

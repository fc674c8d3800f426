package io.iotflow.telemetry.store;

import io.iotflow.platform.web.Cursor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The place in a list where a page ended, as a text that means nothing to the caller. It names the last message itself
 * and not its number, so what arrives meanwhile moves nothing.
 */
final class MessageCursor {

    private static final byte OF_DEVICE = 's';
    private static final byte ACROSS = 'a';
    private static final int NANOS_OF_MICRO = 1_000;
    private static final int NANOS_OF_SECOND = 1_000_000_000;
    private static final long MAX_SECONDS = 253_402_300_800L; // the year 10000

    private MessageCursor() {}

    /** A place among one device's messages. */
    record OfDevice(Instant time, int series, int version) {

        Instant micros() {
            return time.truncatedTo(ChronoUnit.MICROS);
        }

        int nanos() {
            return time.getNano() % NANOS_OF_MICRO;
        }

        String text() {
            return Cursor.text(ByteBuffer.allocate(21)
                    .put(OF_DEVICE)
                    .putLong(time.getEpochSecond())
                    .putInt(time.getNano())
                    .putInt(series)
                    .putInt(version)
                    .array());
        }

        static OfDevice parse(String text) {
            return decode(OF_DEVICE, text, bytes -> {
                long seconds = bytes.getLong();
                int nanos = bytes.getInt();
                boolean isTime = seconds >= 0 && seconds < MAX_SECONDS && nanos >= 0 && nanos < NANOS_OF_SECOND;
                return isTime
                        ? Optional.of(
                                new OfDevice(Instant.ofEpochSecond(seconds, nanos), bytes.getInt(), bytes.getInt()))
                        : Optional.empty();
            });
        }
    }

    /** A place among all messages, by id. */
    record Across(long id) {

        String text() {
            return Cursor.text(ByteBuffer.allocate(9).put(ACROSS).putLong(id).array());
        }

        static Across parse(String text) {
            return decode(ACROSS, text, bytes -> {
                long id = bytes.getLong();
                return id >= 0 ? Optional.of(new Across(id)) : Optional.empty();
            });
        }
    }

    private static <T> T decode(byte list, String text, Cursor.Reader<T> reader) {
        return Cursor.parse(text, Cursor.OF_NO_LIST, bytes -> {
            Optional<T> place = bytes.get() == list ? reader.read(bytes) : Optional.empty();
            return bytes.hasRemaining() ? Optional.empty() : place;
        });
    }
}

package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page ended, as a text that means nothing to the caller. It has the range of the first page, so that {@code -1h}
 * means the same on all pages, and is good for the query of the first page only.
 */
record RangeCursor(TimeRange range, Position position) {

    private static final byte VERSION = 1;
    private static final int LONGEST = 4_000;

    String text(TimeSeriesQuery query) {
        byte[] measurement = position.measurement().getBytes(StandardCharsets.UTF_8);
        byte[] field = position.field().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(55 + measurement.length + field.length)
                .put(VERSION)
                .putLong(fingerprint(query));
        put(bytes, range.start());
        put(bytes, range.stop());
        put(bytes, position.time());
        bytes.putLong(position.series())
                .putShort((short) measurement.length)
                .put(measurement)
                .put(field);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Reads a text; 400 when it is none that we gave for this query. */
    static RangeCursor parse(String text, TimeSeriesQuery query) {
        try {
            if (text.length() <= LONGEST) {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
                if (bytes.get() == VERSION && bytes.getLong() == fingerprint(query)) {
                    return read(bytes);
                }
            }
        } catch (IllegalArgumentException
                | BufferUnderflowException
                | IndexOutOfBoundsException
                | CharacterCodingException
                | DateTimeException e) {
            // answered below, with the other unreadable ones
        }
        throw Problem.invalid(
                "cursor",
                "is none of this query; send next_cursor as the last page gave it, with the same measurement, field,"
                        + " window and fn, or none to begin anew");
    }

    private static RangeCursor read(ByteBuffer bytes) throws CharacterCodingException {
        Instant start = instant(bytes);
        Instant stop = instant(bytes);
        Instant time = instant(bytes);
        long series = bytes.getLong();
        ByteBuffer measurement = bytes.slice(bytes.position() + 2, bytes.getShort(bytes.position()));
        ByteBuffer field = bytes.position(bytes.position() + 2 + measurement.remaining());
        Position position = new Position(time, text(measurement), text(field), series);
        boolean isInOrder = !start.isBefore(TimeRange.ALL.start())
                && start.isBefore(stop)
                && !stop.isAfter(TimeRange.ALL.stop())
                && !time.isBefore(start)
                && !time.isAfter(stop);
        if (!isInOrder) {
            throw new DateTimeException("not a range and a place in it");
        }
        return new RangeCursor(new TimeRange(start, stop), position);
    }

    private static String text(ByteBuffer utf8) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        if (text.indexOf('\0') >= 0) { // PostgreSQL takes none
            throw new CharacterCodingException();
        }
        return text;
    }

    private static void put(ByteBuffer bytes, Instant time) {
        bytes.putLong(time.getEpochSecond()).putInt(time.getNano());
    }

    private static Instant instant(ByteBuffer bytes) {
        return Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
    }

    private static long fingerprint(TimeSeriesQuery query) {
        String text = query.device().deviceId()
                + '\0'
                + query.measurement().orElse("")
                + '\0'
                + String.join("\0", query.fields())
                + '\0'
                + query.windows().map(Object::toString).orElse("");
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }
}

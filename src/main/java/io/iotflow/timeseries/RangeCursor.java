package io.iotflow.timeseries;

import io.iotflow.platform.web.Cursor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page ended, as a text that means nothing to the caller. It has the range of the first page, so that {@code -1h}
 * means the same on all pages, and is good for the query of the first page only.
 */
record RangeCursor(TimeRange range, Position position) {

    private static final byte VERSION = 1;
    private static final String NONE_OF_THIS_QUERY =
            "is none of this query; send next_cursor as the last page gave it, with the same measurement, field,"
                    + " window and fn, or none to begin anew";

    String text(TimeSeriesQuery query) {
        byte[] measurement = position.measurement().getBytes(StandardCharsets.UTF_8);
        byte[] field = position.field().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(55 + measurement.length + field.length)
                .put(VERSION)
                .putLong(fingerprint(query));
        range.write(bytes);
        TimeRange.write(bytes, position.time());
        bytes.putLong(position.series())
                .putShort((short) measurement.length)
                .put(measurement)
                .put(field);
        return Cursor.text(bytes.array());
    }

    /** Reads a text; 400 when it is none that we gave for this query. */
    static RangeCursor parse(String text, TimeSeriesQuery query) {
        return Cursor.parse(
                text,
                NONE_OF_THIS_QUERY,
                bytes -> bytes.get() == VERSION && bytes.getLong() == fingerprint(query)
                        ? Optional.of(read(bytes))
                        : Optional.empty());
    }

    private static RangeCursor read(ByteBuffer bytes) throws CharacterCodingException {
        TimeRange range = TimeRange.read(bytes);
        Instant time = TimeRange.instant(bytes);
        long series = bytes.getLong();
        ByteBuffer measurement = bytes.slice(bytes.position() + 2, bytes.getShort(bytes.position()));
        ByteBuffer field = bytes.position(bytes.position() + 2 + measurement.remaining());
        Position position = new Position(time, Cursor.utf8(measurement), Cursor.utf8(field), series);
        if (time.isBefore(range.start()) || time.isAfter(range.stop())) {
            throw new DateTimeException("not a place in the range");
        }
        return new RangeCursor(range, position);
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

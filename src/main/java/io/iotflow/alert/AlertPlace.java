package io.iotflow.alert;

import io.iotflow.platform.web.Cursor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A place in the list of alerts: behind the one that was opened then and has this id. */
record AlertPlace(Instant openedAt, long id) {

    private static final byte KIND = 'A';
    private static final int SIZE = 1 + 2 * Long.BYTES;

    /** 400 when it is not one of ours. */
    static AlertPlace parse(String text) {
        return Cursor.parse(text, Cursor.OF_NO_LIST, AlertPlace::read);
    }

    private static Optional<AlertPlace> read(ByteBuffer bytes) {
        if (bytes.remaining() != SIZE || bytes.get() != KIND) {
            return Optional.empty();
        }
        long micros = bytes.getLong();
        long id = bytes.getLong();
        return micros < 0 || micros > ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2262-01-01T00:00:00Z"))
                ? Optional.empty()
                : Optional.of(new AlertPlace(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id));
    }

    String text() {
        return Cursor.text(ByteBuffer.allocate(SIZE)
                .put(KIND)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, openedAt))
                .putLong(id)
                .array());
    }
}

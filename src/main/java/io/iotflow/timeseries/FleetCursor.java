package io.iotflow.timeseries;

import io.iotflow.platform.web.Cursor;
import io.iotflow.telemetry.store.FleetRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page of an answer about many devices ended: so many rows of this range are known. It is good for the question of
 * the first page only.
 */
record FleetCursor(TimeRange range, long skipped) {

    private static final byte VERSION = 1;
    private static final String NONE_OF_THIS_QUESTION =
            "is none of this question; send next_cursor as the last page gave it with everything else as it was, or none to"
                    + " begin anew";

    static FleetCursor of(FleetQuestion question) {
        return question.cursor()
                .map(text -> Cursor.parse(
                        text,
                        NONE_OF_THIS_QUESTION,
                        bytes -> bytes.get() == VERSION && bytes.getLong() == fingerprint(question)
                                ? read(bytes)
                                : Optional.empty()))
                .orElseGet(() -> new FleetCursor(question.range(), 0));
    }

    private static Optional<FleetCursor> read(ByteBuffer bytes) {
        TimeRange range = TimeRange.read(bytes);
        long skipped = bytes.getLong();
        if (skipped < 0) {
            throw new DateTimeException("not a place");
        }
        return Optional.of(new FleetCursor(range, skipped));
    }

    /**
     * Behind these rows. Readings come in the order of time, so that the next page begins with the last one's time and does
     * not go over all that is known again.
     */
    FleetCursor behind(List<FleetRow> rows, FleetQuestion question) {
        if (question.isLatest() || !question.functions().isEmpty() || question.perSeries() > 0) {
            return new FleetCursor(range, skipped + rows.size());
        }
        Instant last = micros(rows.get(rows.size() - 1));
        long same = rows.stream().filter(it -> micros(it).equals(last)).count();
        TimeRange left = question.newestFirst()
                ? new TimeRange(range.start(), last.plus(1, ChronoUnit.MICROS))
                : new TimeRange(last, range.stop());
        return new FleetCursor(left, same == rows.size() && left.equals(range) ? skipped + same : same);
    }

    private static Instant micros(FleetRow row) {
        return row.time().truncatedTo(ChronoUnit.MICROS);
    }

    String text(FleetQuestion question) {
        ByteBuffer bytes = ByteBuffer.allocate(41).put(VERSION).putLong(fingerprint(question));
        range.write(bytes);
        return Cursor.text(bytes.putLong(skipped).array());
    }

    private static long fingerprint(FleetQuestion question) {
        String text = String.join(
                "\0",
                question.devices().toString(),
                question.measurements().toString(),
                question.fields().toString(),
                question.conditions().toString(),
                question.start(),
                question.stop(),
                question.zone().toString(),
                question.windows().toString(),
                question.functions().toString(),
                question.groupBy().toString(),
                String.valueOf(question.isLatest()),
                String.valueOf(question.newestFirst()),
                String.valueOf(question.perSeries()));
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }
}

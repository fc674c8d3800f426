package io.iotflow.quarantine;

import io.iotflow.platform.web.Cursor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list: behind the message with this time and id. */
record Place(Instant receivedAt, long id) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,16})\\.(\\d{1,18})");

    /** 400 when it is not one of ours. */
    static Place parse(String text) {
        return Cursor.parse(text, "must be a next_cursor of an earlier answer", bytes -> of(Cursor.utf8(bytes)));
    }

    private static Optional<Place> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Place(
                        Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS),
                        Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    String text() {
        String plain = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt) + "." + id;
        return Cursor.text(plain.getBytes(StandardCharsets.US_ASCII));
    }
}

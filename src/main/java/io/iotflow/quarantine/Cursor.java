package io.iotflow.quarantine;

import io.iotflow.platform.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list: behind the message with this time and id. */
record Cursor(Instant receivedAt, long id) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,16})\\.(\\d{1,18})");

    /** 400 when it is not one of ours. */
    static Cursor parse(String text) {
        try {
            Matcher form = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1));
            if (form.matches()) {
                Instant time = Instant.EPOCH.plus(Long.parseLong(form.group(1)), ChronoUnit.MICROS);
                return new Cursor(time, Long.parseLong(form.group(2)));
            }
        } catch (IllegalArgumentException e) {
            // not base64: answered below
        }
        throw Problem.invalid("cursor", "must be a next_cursor of an earlier answer");
    }

    String text() {
        String plain = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt) + "." + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.ISO_8859_1));
    }
}

package io.iotflow.timeseries;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Flux text from values; no user's text reaches it but inside {@link #string}. */
final class Flux {

    private Flux() {}

    /** The question as a pipeline; the tables keep their series and field (no group(): field types would collide). */
    static String select(String bucket, Question question) {
        String select = "from(bucket: " + string(bucket) + ")"
                + "\n  |> range(start: " + time(question.range().start()) + ", stop: "
                + time(question.range().stop()) + ")"
                + equal("device_id", question.device().deviceId());
        return select
                + question.measurement().map(it -> equal("_measurement", it)).orElse("");
    }

    private static String equal(String column, String value) {
        return "\n  |> filter(fn: (r) => r[" + string(column) + "] == " + string(value) + ")";
    }

    private static String time(Instant instant) {
        return instant.toString();
    }

    /**
     * A Flux string literal: every UTF-8 byte outside [A-Za-z0-9_.-] is written as \xHH (Flux specification, string
     * literals), so that no text can end the literal or interpolate.
     */
    static String string(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 16).append('"');
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "_.-".indexOf(c) >= 0;
            if (plain) {
                literal.append(c);
            } else {
                literal.append(String.format("\\x%02x", (int) c));
            }
        }
        return literal.append('"').toString();
    }
}

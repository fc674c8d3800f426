package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.quarantine.Reason;
import jakarta.json.JsonValue;
import java.util.regex.Pattern;

/** What PostgreSQL keeps of a message beside its fields and tags, as one JSON object that is written as it comes. */
final class MessageExtra {

    private static final Pattern BROKEN_UNICODE = Pattern.compile("\\p{Cs}");

    private final StringBuilder json = new StringBuilder();

    /** Adds a member, whose name needs no escapes. */
    void keep(String name, JsonValue value) {
        json.append(json.isEmpty() ? "{\"" : ",\"").append(name).append("\":").append(Json.text(value));
    }

    /**
     * The whole of it, or null where nothing is kept.
     *
     * @param isLenient whether broken Unicode is replaced, rather than refused
     */
    String text(boolean isLenient) throws Refused {
        if (json.isEmpty()) {
            return null;
        }
        String text = json + "}";
        if (RequestBody.isWellFormed(text)) {
            return text;
        }
        if (isLenient) {
            return BROKEN_UNICODE.matcher(text).replaceAll("\uFFFD");
        }
        throw new Refused(Reason.BAD_JSON, "payload", "must not contain broken Unicode");
    }
}

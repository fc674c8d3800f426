package io.iotflow.telemetry.store;

import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import java.util.List;
import java.util.Locale;

/**
 * A part of a device's message that is no field, tag or time, while the rest of the message is stored.
 *
 * @param member where it stood, such as {@code AM2301.Temperature}
 */
public record LeftOut(String member, Why why) {

    /** So many are shown with their message; more are counted. */
    static final int SHOWN = 20;

    private static final int LONGEST_MEMBER = 100;

    /** Why; the code is stable and stands in the history and in metrics. */
    public enum Why {
        /** A text that says that there is no value, such as {@code unavailable} or {@code nan}. */
        NO_VALUE,
        /** A name or text that InfluxDB cannot hold. */
        BAD_NAME,
        /** Not a finite 64-bit floating-point number. */
        BAD_NUMBER,
        /** Another type than the field has. */
        FIELD_TYPE,
        /** A new field where there are as many as there may be. */
        TOO_MANY_FIELDS,
        /** A text or an array that is too long. */
        TOO_LARGE,
        /** An object in too many others. */
        TOO_DEEP,
        /** Another member has become the field of this name. */
        NAME_TAKEN,
        /** JSON of a shape that is no reading. */
        WRONG_TYPE,
        /** A time that cannot be read: the server's was taken. */
        BAD_TIMESTAMP,
        /** A time before any that can be true, of a clock that was not set: the server's was taken. */
        CLOCK_NOT_SET;

        /** Why a part was left out that would have had the whole message refused. */
        public static Why of(Reason reason) {
            return switch (reason) {
                case BAD_NUMBER -> BAD_NUMBER;
                case FIELD_TYPE -> FIELD_TYPE;
                case TOO_MANY_FIELDS -> TOO_MANY_FIELDS;
                case TOO_LARGE -> TOO_LARGE;
                case WRONG_TYPE -> WRONG_TYPE;
                default -> BAD_NAME;
            };
        }

        /** Such as {@code no_value}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LeftOut {
        member = storable(member);
    }

    /** The first ones, as they stand with their message. */
    public static JsonArray json(List<LeftOut> all) {
        JsonArrayBuilder json = Json.createArrayBuilder();
        all.stream()
                .limit(SHOWN)
                .forEach(it -> json.add(
                        Json.createObjectBuilder().add("member", it.member).add("reason", it.why.code())));
        return json.build();
    }

    /** What a device calls its member may be what PostgreSQL cannot hold. */
    private static String storable(String member) {
        StringBuilder text = new StringBuilder();
        member.codePoints()
                .limit(LONGEST_MEMBER)
                .map(it -> Character.isISOControl(it) || it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE
                        ? 0xFFFD
                        : it)
                .forEach(text::appendCodePoint);
        return text.toString();
    }
}

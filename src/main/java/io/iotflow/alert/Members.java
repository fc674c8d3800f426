package io.iotflow.alert;

import io.iotflow.device.TagRule;
import io.iotflow.platform.json.RequestBody;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Members of a rule that are of kinds of their own: durations, numbers, names of fields. What is wrong is a violation. */
final class Members {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Duration LONGEST = Duration.ofDays(30);

    private final RequestBody body;

    Members(RequestBody body) {
        this.body = body;
    }

    /** A duration from a second to 30 days; the default (and perhaps a violation) when there is none. */
    Duration duration(String name, Duration byDefault) {
        String text = body.optional(name);
        if (text == null) {
            return byDefault;
        }
        try {
            Matcher form = SHORT.matcher(text);
            Duration duration = form.matches()
                    ? Duration.parse(
                            form.group(2).equals("d")
                                    ? "P" + form.group(1) + "D"
                                    : "PT" + form.group(1) + form.group(2).toUpperCase(java.util.Locale.ROOT))
                    : Duration.parse(text);
            if (duration.compareTo(Duration.ofSeconds(1)) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // answered below
        }
        body.violation(name, "must be a duration such as 90s, 10m, 2h, 1d or PT10M, from 1 second to 30 days");
        return byDefault;
    }

    /** The same where it must be there. */
    Duration required(String name) {
        if (body.optional(name) == null) {
            body.violation(name, "is required");
            return LONGEST;
        }
        return duration(name, LONGEST);
    }

    /** A finite number in a range; the default (and perhaps a violation) when there is none. */
    double number(String name, Double byDefault, double min, double max) {
        JsonValue value = body.has(name) ? body.value(name) : JsonValue.NULL;
        if (value == JsonValue.NULL && byDefault != null) {
            return byDefault;
        }
        if (value instanceof JsonNumber number && number.doubleValue() >= min && number.doubleValue() <= max) {
            return number.doubleValue();
        }
        String range = min == -Double.MAX_VALUE
                ? ""
                : " from " + Values.shown(min) + (max == Double.MAX_VALUE ? "" : " to " + Values.shown(max));
        body.violation(name, value == JsonValue.NULL ? "is required" : "must be a number" + range);
        return byDefault == null ? 0 : byDefault;
    }

    double number(String name, Double byDefault) {
        return number(name, byDefault, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    /** The name of a measurement or field; null (and a violation) when there is none. */
    String name(String name, boolean isRequired) {
        String text = isRequired ? body.required(name) : body.optional(name);
        if (text != null) {
            TagRule.violation(text, TagRule.LONGEST_NAME).ifPresent(it -> body.violation(name, it));
        }
        return text;
    }

    /** An object; null where there is none, or (with a violation) where it is something else. */
    JsonObject object(String name) {
        JsonValue value = body.has(name) ? body.value(name) : JsonValue.NULL;
        if (value instanceof JsonObject object) {
            return object;
        }
        if (value != JsonValue.NULL) {
            body.violation(name, "must be a JSON object");
        }
        return null;
    }

    /** A position as [latitude, longitude] in degrees; null (and a violation) where it is none. */
    Area.Point point(String name, JsonValue value) {
        List<? extends JsonValue> pair = value instanceof jakarta.json.JsonArray array ? array : List.of();
        if (pair.size() == 2
                && pair.get(0) instanceof JsonNumber latitude
                && pair.get(1) instanceof JsonNumber longitude
                && Math.abs(latitude.doubleValue()) <= 90
                && Math.abs(longitude.doubleValue()) <= 180) {
            return new Area.Point(latitude.doubleValue(), longitude.doubleValue());
        }
        body.violation(name, "must be [latitude, longitude] in degrees");
        return null;
    }
}

package io.iotflow.platform.json;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The JSON object of a request, read member by member; what is wrong is collected and answered together. A member that
 * nobody has read by the end is wrong too: who misspells one must not be told that it was done.
 */
public final class RequestBody {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final JsonObject object;
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();

    private RequestBody(JsonObject object) {
        this.object = object;
    }

    /** Reads the body; one that is no JSON object is a 400. */
    public static RequestBody of(byte[] body) {
        return new RequestBody(object(body));
    }

    /** Reads an object that is there already. */
    public static RequestBody of(JsonObject object) {
        return new RequestBody(object);
    }

    /** The body as a JSON object; anything else is a 400, and so is a member that is there twice. */
    public static JsonObject object(byte[] body) {
        try {
            if (Json.readWithUniqueNames(body) instanceof JsonObject object) {
                return object;
            }
            throw Problem.invalid("body", "must be a JSON object");
        } catch (MalformedJson e) {
            throw Problem.invalid("body", e.getMessage()).because("bad_json");
        }
    }

    /** A text that the caller checks further; null (and a violation) when it is missing or no string. */
    public String required(String name) {
        if (isAbsent(name)) {
            violations.add(new Violation(name, "is required"));
            return null;
        }
        return string(name);
    }

    /** As {@link #required(String)}, but null without a violation when it is absent, null or blank. */
    public String optional(String name) {
        return isAbsent(name) ? null : string(name);
    }

    /** A line of text of at most {@code max} characters; null without a violation when it is absent, null or blank. */
    public String optional(String name, int max) {
        return isAbsent(name) ? null : text(name, max);
    }

    /** The array that is all of the body; 400 when it is missing, something else, or not alone. */
    public JsonArray onlyArray(String name) {
        if (!(member(name) instanceof JsonArray array)) {
            throw Problem.invalid(name, "is required and must be an array");
        }
        check();
        return array;
    }

    /** A whole number; empty when it is absent or null; 400 when it is something else. */
    public Optional<Long> optionalNumber(String name) {
        JsonValue value = member(name);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonNumber number && number.toString().matches("-?\\d{1,18}")) {
            return Optional.of(number.longValue());
        }
        throw Problem.invalid(name, "must be a whole number");
    }

    /** Whether there is a member of this name, be it null. */
    public boolean has(String name) {
        known.add(name);
        return object.containsKey(name);
    }

    /** Adds a violation that only the caller can see. */
    public void violation(String field, String message) {
        violations.add(new Violation(field, message));
    }

    private JsonValue member(String name) {
        known.add(name);
        return object.get(name);
    }

    /** Ends the reading: 400 with all violations, if there are any; a member that was not read is one. */
    public void check() {
        violations.addAll(unknownMembers(object, known));
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
    }

    /** The members of an object that are none of these, each with a message that lists these. */
    public static List<Violation> unknownMembers(JsonObject object, Collection<String> known) {
        return object.keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Violation(name, "is not a known member; there are " + String.join(", ", known)))
                .toList();
    }

    private boolean isAbsent(String name) {
        JsonValue value = member(name);
        return value == null
                || value == JsonValue.NULL
                || value instanceof JsonString text && text.getString().isBlank();
    }

    private String text(String name, int max) {
        String text = string(name);
        if (text == null) {
            return null;
        }
        if (text.length() > max) {
            violations.add(new Violation(name, "must be at most " + max + " characters, is " + text.length()));
        } else if (CONTROL.matcher(text).find() || !isWellFormed(text)) {
            violations.add(new Violation(name, "must not contain control characters or broken Unicode"));
        }
        return text;
    }

    private String string(String name) {
        if (member(name) instanceof JsonString json) {
            return json.getString().strip();
        }
        violations.add(new Violation(name, "must be a string"));
        return null;
    }

    /** An array of strings, exactly as they came; empty (and perhaps a violation) when it is absent, null or something else. */
    public List<String> texts(String name, int most) {
        JsonValue value = member(name);
        if (value == null || value == JsonValue.NULL) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || array.size() > most) {
            violations.add(new Violation(name, "must be an array of at most " + most + " strings"));
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i) instanceof JsonString text) {
                texts.add(text.getString());
            } else {
                violations.add(new Violation(name + "[" + i + "]", "must be a string"));
            }
        }
        return texts;
    }

    /** A text exactly as it came, not stripped and perhaps empty; null (and a violation) when there is none. */
    public String exact(String name) {
        JsonValue value = value(name);
        if (value == null || value instanceof JsonString) {
            return value == null ? null : ((JsonString) value).getString();
        }
        violations.add(new Violation(name, "must be a string"));
        return null;
    }

    /** A member of any kind, be it null; Java's null (and a violation) when there is none. */
    public JsonValue value(String name) {
        if (!has(name)) {
            violations.add(new Violation(name, "is required"));
        }
        return member(name);
    }

    /** A whole number in a range; the default (and perhaps a violation) when it is absent, null or something else. */
    public int number(String name, int byDefault, int min, int max) {
        JsonValue value = member(name);
        if (value == null || value == JsonValue.NULL) {
            return byDefault;
        }
        if (value.toString().matches("\\d{1,9}")) { // a string's text has its quotes
            int number = Integer.parseInt(value.toString());
            if (number >= min && number <= max) {
                return number;
            }
        }
        violations.add(new Violation(name, "must be a whole number from " + min + " to " + max));
        return byDefault;
    }

    /** True or false; the default (and perhaps a violation) when it is absent, null or something else. */
    public boolean flag(String name, boolean byDefault) {
        JsonValue value = member(name);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        if (value != null && value != JsonValue.NULL) {
            violations.add(new Violation(name, "must be true or false"));
        }
        return byDefault;
    }

    /** Whether no half of a surrogate pair stands alone: such text has no UTF-8 form. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }
}

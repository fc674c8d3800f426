package io.iotflow.telemetry.ingest;

import io.iotflow.device.TagRule;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.quarantine.Reason;
import java.util.Optional;
import java.util.Set;

/**
 * What InfluxDB 2 and its client can hold without losing or changing it (line protocol reference; the client escapes no
 * backslash, and a measurement that begins with {@code #} would become a comment).
 */
final class PointRules {

    private static final int LONGEST_TAG_VALUE = 1000;
    private static final int LONGEST_TEXT = 65_536;
    private static final Set<String> RESERVED_FIELDS = Set.of("time");

    /** Tags that are what the registry says, whatever a point says. */
    static final Set<String> OF_THE_REGISTRY = Set.of("device_id", "device_name", "device_type");

    private static final Set<String> RESERVED_TAGS = Set.of("time", "_field", "_measurement");

    private PointRules() {}

    static String measurement(String name, String where) throws Refused {
        line(name, where, TagRule.LONGEST_NAME);
        if (name.startsWith("#")) {
            throw new Refused(Reason.BAD_NAME, where, "must not begin with '#'");
        }
        return name;
    }

    static String fieldKey(String name, String where) throws Refused {
        line(name, where, TagRule.LONGEST_NAME);
        if (RESERVED_FIELDS.contains(name)) {
            throw new Refused(
                    Reason.BAD_NAME,
                    where,
                    "must not be named 'time': InfluxDB drops it; send the time as 'timestamp'");
        }
        return name;
    }

    /** A field of a line, as it is stored. Where it stands is put together only for a violation. */
    static Object field(String key, Object value) throws Refused {
        if (RESERVED_FIELDS.contains(key)
                || TagRule.violation(key, TagRule.LONGEST_NAME).isPresent()) {
            fieldKey(key, "fields." + key);
        }
        if (value instanceof Number number) {
            double stored = number.doubleValue();
            return value instanceof Double && Double.isFinite(stored) ? value : number(stored, "fields." + key);
        }
        return value instanceof String text ? text(text, "fields." + key) : value;
    }

    static String tagKey(String name, String where) throws Refused {
        line(name, where, TagRule.LONGEST_NAME);
        if (RESERVED_TAGS.contains(name)) {
            throw new Refused(Reason.BAD_NAME, where, "must not be a tag: InfluxDB uses this name itself");
        }
        return name;
    }

    static String tagValue(String value, String where) throws Refused {
        line(value, where, LONGEST_TAG_VALUE);
        return value;
    }

    static String text(String value, String where) throws Refused {
        if (value.length() > LONGEST_TEXT) {
            throw new Refused(Reason.TOO_LARGE, where, "must be at most " + LONGEST_TEXT + " characters");
        }
        // InfluxDB's answers drop a carriage return, so it could not come back.
        if (value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0 || !RequestBody.isWellFormed(value)) {
            throw new Refused(Reason.BAD_NAME, where, "must not contain NUL, a carriage return or broken Unicode");
        }
        return value;
    }

    static Double number(double value, String where) throws Refused {
        if (!Double.isFinite(value)) {
            throw new Refused(Reason.BAD_NUMBER, where, "must be a finite number of at most 1.8e308");
        }
        return value;
    }

    private static void line(String text, String where, int longest) throws Refused {
        Optional<String> violation = TagRule.violation(text, longest);
        if (violation.isPresent()) {
            throw new Refused(Reason.BAD_NAME, where, violation.get());
        }
    }
}

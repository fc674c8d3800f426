package io.iotflow.alert;

import io.iotflow.alert.Comparison.Type;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Reads the members of a rule that say what it looks for; which there are depends on its condition. */
final class ConditionReader {

    /** The names of conditions. */
    static final List<String> TYPES = List.of(
            "above",
            "below",
            "outside",
            "equals",
            "not_equals",
            "changed",
            "rate_above",
            "rate_below",
            "mean_above",
            "mean_below",
            "stuck",
            "missing",
            "offline",
            "refused",
            "inside_area",
            "outside_area");

    private static final int MOST_OF = 1_000;
    private static final int MOST_CORNERS = 200;
    private static final double LONGEST_RADIUS = 20_000_000;

    private final RequestBody body;
    private final Members members;
    private final Duration offlineAfter;

    /** What is wrong goes to the body; the last is when an offline device is so by default. */
    ConditionReader(RequestBody body, Members members, Duration offlineAfter) {
        this.body = body;
        this.members = members;
        this.offlineAfter = offlineAfter;
    }

    /** What was read; the condition is null where there was something wrong. */
    record Read(String measurement, String field, Condition condition, Duration hold, Duration after) {}

    Read read(String type) {
        String measurement = null;
        if (!type.equals("offline") && !type.equals("refused")) {
            measurement = members.name("measurement", true);
        }
        boolean isOfArea = type.endsWith("_area");
        boolean hasField = measurement != null && !isOfArea;
        String field = hasField ? members.name("field", !type.equals("missing")) : null;
        Duration after = Duration.ZERO;
        if (type.equals("stuck") || type.equals("missing")) {
            after = members.required("after");
        } else if (type.equals("offline")) {
            after = members.duration("after", offlineAfter);
        }
        Condition condition = condition(type, field);
        boolean isHeld = !type.equals("changed") && !type.equals("refused") && after.isZero();
        Duration hold = isHeld ? members.duration("for", Duration.ZERO) : Duration.ZERO;
        return new Read(measurement, field, condition, hold, after);
    }

    private Condition condition(String type, String field) {
        return switch (type) {
            case "above" -> counted(compared(Type.ABOVE, field));
            case "below" -> counted(compared(Type.BELOW, field));
            case "outside" -> counted(outside(field));
            case "equals" -> counted(compared(Type.EQUALS, field));
            case "not_equals" -> counted(compared(Type.NOT_EQUALS, field));
            case "changed" -> new Changed(field);
            case "rate_above", "rate_below" ->
                new Rate(field, limits(type), members.duration("per", Duration.ofMinutes(1)));
            case "mean_above", "mean_below" -> new Mean(field, limits(type), members.required("window"));
            case "stuck" -> new Stuck(field);
            case "missing" -> new Missing(field);
            case "offline" -> new Offline();
            case "refused" ->
                new Refused(body.number("count", 1, 1, 1_000_000), members.duration("window", Duration.ofMinutes(10)));
            default -> area(type.equals("inside_area"));
        };
    }

    /** With n of m, where that is wanted. */
    private Condition counted(Condition condition) {
        boolean isCounted = body.has("count") | body.has("of");
        if (!isCounted) {
            return condition;
        }
        int of = body.number("of", 0, 1, MOST_OF);
        int count = body.number("count", 0, 1, MOST_OF);
        if (of == 0 || count == 0) {
            body.violation("count", "is given together with of: so many of the last readings");
        } else if (count > of) {
            body.violation("count", "must be at most what of is");
        }
        return new Counted(condition, count, of);
    }

    private Limits limits(String type) {
        double limit = members.number("value", null);
        double margin = margin(type.endsWith("_above"), limit);
        return type.endsWith("_above") ? Limits.above(limit, margin) : Limits.below(limit, margin);
    }

    private double margin(boolean isAbove, double limit) {
        double clear = members.number("clear", limit);
        double margin = isAbove ? limit - clear : clear - limit;
        if (margin < 0) {
            body.violation("clear", "must not be " + (isAbove ? "above" : "below") + " value");
        }
        return Math.max(0, margin);
    }

    private Condition compared(Type type, String field) {
        boolean isOrdered = type == Type.ABOVE || type == Type.BELOW;
        List<String> given = new TreeSet<>(List.of("value", "value_field", "value_attribute"))
                .stream().filter(it -> body.has(it)).toList();
        if (given.size() != 1) {
            body.violation("value", "is required, or value_field or value_attribute in its place");
            return null;
        }
        if (given.get(0).equals("value") && isOrdered) {
            double limit = members.number("value", null);
            return new Comparison(
                    type, field, new Operand.Constant(Limits.json(limit)), 0, 0, margin(type == Type.ABOVE, limit));
        }
        double margin = isOrdered ? members.number("margin", 0.0, 0, Double.MAX_VALUE) : 0;
        return new Comparison(type, field, operand(given.get(0), field), 0, 0, margin);
    }

    private Operand operand(String member, String field) {
        if (member.equals("value")) {
            JsonValue value = body.value(member);
            if (!(value instanceof JsonNumber || value instanceof JsonString)
                    && value != JsonValue.TRUE
                    && value != JsonValue.FALSE) {
                body.violation(member, "must be a number, text, true or false");
            }
            return new Operand.Constant(value);
        }
        String name = body.required(member);
        if (member.equals("value_field")) {
            if (name != null && name.equals(field)) {
                body.violation(member, "must be another field");
            }
            return new Operand.Field(name);
        }
        if (name != null && !KnownDevice.ATTRIBUTES.contains(name)) {
            body.violation(member, "must be one of " + String.join(", ", new TreeSet<>(KnownDevice.ATTRIBUTES)));
        }
        return new Operand.Attribute(name);
    }

    private Condition outside(String field) {
        double low = members.number("low", null);
        double high = members.number("high", null);
        double margin = members.number("margin", 0.0, 0, Double.MAX_VALUE);
        if (low > high) {
            body.violation("low", "must not be above high");
        } else if (low + margin > high - margin) {
            body.violation("margin", "must leave something between low and high");
        }
        return new Comparison(Type.OUTSIDE, field, null, low, high, margin);
    }

    private Condition area(boolean inside) {
        String latitude = body.has("latitude_field") ? members.name("latitude_field", true) : "latitude";
        String longitude = body.has("longitude_field") ? members.name("longitude_field", true) : "longitude";
        List<Area.Point> points = new ArrayList<>();
        if (body.has("polygon")) {
            List<? extends JsonValue> corners = body.value("polygon") instanceof JsonArray array ? array : List.of();
            if (corners.size() < 3 || corners.size() > MOST_CORNERS) {
                body.violation("polygon", "must be 3 to " + MOST_CORNERS + " corners [latitude, longitude]");
            } else {
                corners.forEach(it -> points.add(members.point("polygon", it)));
            }
            return new Area(inside, latitude, longitude, points, 0, 0);
        }
        JsonObject circle = members.object("circle");
        if (circle == null) {
            body.violation("circle", "is required, or polygon in its place");
            return null;
        }
        RequestBody of = RequestBody.of(circle);
        points.add(members.point("circle.center", of.value("center")));
        double radius = new Members(of).number("radius", null, 1, LONGEST_RADIUS);
        double margin = new Members(of).number("margin", 0.0, 0, LONGEST_RADIUS);
        try {
            of.check();
        } catch (Problem wrong) {
            wrong.violations().forEach(it -> body.violation("circle." + it.field(), it.message()));
        }
        if (inside ? radius + margin > LONGEST_RADIUS : margin >= radius) {
            body.violation("circle.margin", "must be less than the radius");
        }
        return new Area(inside, latitude, longitude, points, radius, margin);
    }
}

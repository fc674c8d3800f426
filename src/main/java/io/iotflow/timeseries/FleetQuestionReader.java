package io.iotflow.timeseries;

import io.iotflow.device.DeviceChoice;
import io.iotflow.device.TagRule;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.FleetFunction;
import io.iotflow.telemetry.store.MessageCondition;
import io.iotflow.timeseries.FleetQuestion.Format;
import io.iotflow.timeseries.FleetQuestion.Shape;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a question; 400 names each member that is wrong. */
final class FleetQuestionReader {

    private static final int MOST_NAMES = 100;
    private static final int MOST_FUNCTIONS = 20;
    private static final int LONGEST = 200;
    private static final String DEFAULT_START = "-1h";

    private final RequestBody body;
    private final QuerySettings settings;
    private final Instant now;

    private FleetQuestionReader(RequestBody body, QuerySettings settings, Instant now) {
        this.body = body;
        this.settings = settings;
        this.now = now;
    }

    /**
     * Reads it.
     *
     * @param owner the device that asks, which may ask about itself; empty for who may read all
     * @param liked the format where the question names none
     */
    static FleetQuestion read(
            RequestBody body, QuerySettings settings, Instant now, Optional<String> owner, Format liked) {
        return new FleetQuestionReader(body, settings, now).read(owner, liked);
    }

    private FleetQuestion read(Optional<String> owner, Format liked) {
        DeviceChoice devices = devices(owner);
        List<String> measurements = names("measurements");
        List<String> fields = names("fields");
        List<MessageCondition> conditions = new ConditionReader(body).read();
        ZoneId zone = zone();
        boolean latest = body.flag("latest", false);
        String start = body.optional("start");
        String stop = body.optional("stop");
        String window = body.optional("window");
        String offset = body.optional("offset");
        List<FleetFunction> functions = functions(window != null, fields);
        GroupBy groupBy = GroupBy.read(body);
        WindowFill fill = fill(window != null);
        boolean newestFirst = oneOf("order", List.of("asc", "desc"), "asc").equals("desc");
        int perSeries = body.number("limit_per_series", 0, 1, 999_999_999);
        Optional<Integer> limit =
                Optional.of(body.number("limit", 0, 1, 999_999_999)).filter(it -> it > 0);
        Optional<String> cursor = Optional.ofNullable(body.optional("cursor"));
        Optional<Source> source = source();
        Format format = constant("format", Format.values(), liked);
        Shape shape = constant("shape", Shape.values(), format == Format.JSON ? Shape.SERIES : Shape.ROWS);
        if (format != Format.JSON && (shape == Shape.SERIES || shape == Shape.COLUMNS)) {
            body.violation("shape", "must be rows or wide in " + FleetQuestion.text(format));
        }
        if (latest && (window != null || !functions.isEmpty())) {
            body.violation("latest", "must stand without window and functions");
        }
        if (latest && newestFirst) {
            body.violation("order", "is of no use with latest: each series has one row");
        }
        if (cursor.isPresent() && format != Format.JSON) {
            body.violation("cursor", "is of JSON answers; others come as a whole");
        }
        body.check();
        String from =
                start != null ? start : latest ? now.minus(settings.lookback).toString() : DEFAULT_START;
        TimeRange range = range(from, stop, zone);
        Optional<CalendarWindows> windows =
                Optional.ofNullable(window).map(it -> CalendarWindows.parse(it, offset, zone));
        if (offset != null && window == null) {
            throw Problem.invalid("offset", "needs a window");
        }
        return new FleetQuestion(
                devices,
                measurements,
                fields,
                conditions,
                range,
                from,
                stop == null ? "now()" : stop,
                zone,
                windows,
                functions,
                latest,
                groupBy,
                fill,
                newestFirst,
                perSeries,
                limit,
                cursor,
                source,
                shape,
                format);
    }

    private TimeRange range(String start, String stop, ZoneId zone) {
        String end = stop == null ? settings.end(now).toString() : stop;
        TimeRange range = TimeRange.parse(start, end, now, zone);
        TimeRange whole = new TimeRange(
                range.start().truncatedTo(ChronoUnit.MICROS), range.stop().truncatedTo(ChronoUnit.MICROS));
        if (!whole.start().isBefore(whole.stop())) {
            throw Problem.invalid("stop", "must be at least a microsecond behind start");
        }
        return whole;
    }

    private DeviceChoice devices(Optional<String> owner) {
        List<String> ids = body.texts("devices", 10_000).stream().distinct().toList();
        Optional<String> group = text("group");
        Optional<String> type = text("device_type");
        Optional<String> location = text("location");
        boolean all = body.flag("all", false);
        boolean any = group.isPresent() || type.isPresent() || location.isPresent();
        if (owner.isPresent()) {
            if (any || all || !List.of(owner.get()).containsAll(ids)) {
                throw Problem.forbidden("A device may ask about itself only: leave out group, device_type, location and"
                        + " all, and name no other device.");
            }
            return new DeviceChoice(List.of(owner.get()), Optional.empty(), Optional.empty(), Optional.empty());
        }
        if (ids.isEmpty() && !any && !all) {
            body.violation("devices", "is required; or give group, device_type or location, or \"all\": true");
        }
        if (all && (any || !ids.isEmpty())) {
            body.violation("all", "must stand without devices, group, device_type and location");
        }
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i).isEmpty()
                    || ids.get(i).length() > LONGEST
                    || ids.get(i).indexOf('\0') >= 0) {
                body.violation("devices[" + i + "]", "must be a device id");
            }
        }
        return new DeviceChoice(ids, group, type, location);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(body.optional(name, LONGEST));
    }

    private List<String> names(String member) {
        List<String> names = body.texts(member, MOST_NAMES);
        for (int i = 0; i < names.size(); i++) {
            check(member + "[" + i + "]", names.get(i));
        }
        return names.stream().distinct().toList();
    }

    private void check(String path, String name) {
        TagRule.violation(name, TagRule.LONGEST_NAME).ifPresent(it -> body.violation(path, it));
    }

    private ZoneId zone() {
        String name = body.optional("timezone");
        try {
            return name == null ? settings.zone : ZoneId.of(name);
        } catch (DateTimeException e) {
            body.violation("timezone", "must be a time zone such as Europe/Berlin, UTC or +01:00");
            return settings.zone;
        }
    }

    private List<FleetFunction> functions(boolean windowed, List<String> fields) {
        List<String> names = body.texts("functions", MOST_FUNCTIONS);
        List<FleetFunction> functions = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<FleetFunction> function = FleetFunction.of(names.get(i));
            String path = "functions[" + i + "]";
            if (function.isEmpty()) {
                body.violation(path, "must be one of " + FleetFunction.all());
            } else if (function.get().needsFields() && fields.isEmpty()) {
                body.violation("fields", "is required with the function " + names.get(i));
            } else if (functions.contains(function.get())) {
                body.violation(path, "is there twice");
            }
            function.ifPresent(functions::add);
        }
        return functions.isEmpty() && windowed
                ? List.of(FleetFunction.of("mean").orElseThrow())
                : functions;
    }

    private WindowFill fill(boolean windowed) {
        if (!body.has("fill")) {
            return new WindowFill(WindowFill.Kind.NONE, null);
        }
        JsonValue value = body.value("fill");
        Optional<WindowFill> fill = value instanceof JsonString text
                ? WindowFill.of(text.getString())
                : value instanceof JsonNumber || value == JsonValue.NULL
                        ? WindowFill.of(value.toString())
                        : Optional.empty();
        if (fill.isEmpty()) {
            body.violation("fill", "must be none, null, previous, linear or a number");
        } else if (!fill.get().isNone() && !windowed) {
            body.violation("fill", "needs a window");
        }
        return fill.orElseGet(() -> new WindowFill(WindowFill.Kind.NONE, null));
    }

    private Optional<Source> source() {
        String name = oneOf("source", List.of("auto", "postgresql", "influxdb"), "auto");
        return Arrays.stream(Source.values())
                .filter(it -> it.toString().equals(name))
                .findFirst();
    }

    private String oneOf(String member, List<String> known, String byDefault) {
        String text = body.optional(member);
        if (text != null && !known.contains(text)) {
            body.violation(member, "must be " + String.join(" or ", known));
        }
        return text == null ? byDefault : text;
    }

    private <E extends Enum<E>> E constant(String member, E[] constants, E byDefault) {
        List<String> names = Arrays.stream(constants).map(FleetQuestion::text).toList();
        int index = names.indexOf(oneOf(member, names, FleetQuestion.text(byDefault)));
        return index < 0 ? byDefault : constants[index];
    }
}

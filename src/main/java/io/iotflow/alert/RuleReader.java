package io.iotflow.alert;

import io.iotflow.device.DeviceId;
import io.iotflow.notify.Channels;
import io.iotflow.notify.Severity;
import io.iotflow.platform.json.DeclaredName;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads a rule from a request or from its row; what is wrong is answered together. */
final class RuleReader {

    static final DeclaredName NAME = new DeclaredName("rule", "trial");

    private static final int MOST_DEVICES = 1_000;
    private static final int MOST_CHANNELS = 20;
    private static final int LONGEST_MESSAGE = 500;
    private static final String DEFAULT_MESSAGE = "{rule}: {device} {field} {value}";

    /** Of those that are met by what does not come, or is no value. */
    private static final Map<String, String> OTHER_MESSAGES = Map.of(
            "missing",
            "{rule}: {device} sends no {measurement} {field}",
            "offline",
            "{rule}: {device} is offline",
            "stuck",
            "{rule}: {device} {field} stays at {value}",
            "refused",
            "{rule}: messages of {device} are refused");

    private final JsonObject json;
    private final RequestBody body;
    private final Members members;
    private final Duration offlineAfter;

    private RuleReader(JsonObject json, Duration offlineAfter) {
        this.json = json;
        this.body = RequestBody.of(json);
        this.members = new Members(body);
        this.offlineAfter = offlineAfter;
    }

    /**
     * Reads it; 400 with all that is wrong.
     *
     * @param pathName where the path says the name; else null
     * @param offlineAfter after which silence a device is offline where the rule does not say it
     */
    static RuleDefinition read(JsonObject json, String pathName, Duration offlineAfter) {
        JsonObjectBuilder given = Json.createObjectBuilder();
        json.forEach((member, value) -> {
            if (value != JsonValue.NULL) {
                given.add(member, value);
            }
        });
        return new RuleReader(given.build(), offlineAfter).read(pathName);
    }

    private RuleDefinition read(String pathName) {
        String name = NAME.read(body, pathName);
        boolean enabled = body.flag("enabled", true);
        Severity severity = severity();
        DeviceSelection devices = devices();
        String type = body.required("condition");
        if (type != null && !ConditionReader.TYPES.contains(type)) {
            body.violation("condition", "must be one of " + String.join(", ", ConditionReader.TYPES));
            type = null;
        }
        if (type == null) {
            json.keySet().forEach(body::has); // which members there are depends on it
            body.check();
        }
        ConditionReader.Read read = new ConditionReader(body, members, offlineAfter).read(type);
        Duration damp = members.duration("damp", Duration.ofMinutes(1));
        Schedule schedule = schedule();
        MessageTemplate message = message(type);
        List<String> channels = channels("channels");
        Duration escalateAfter = members.duration("escalate_after", null);
        List<String> escalateTo = channels("escalate_to");
        if ((escalateAfter == null) != escalateTo.isEmpty()) {
            body.violation("escalate_to", "is given together with escalate_after");
        }
        body.check();
        Course course = new Course(read.condition(), read.hold(), read.after(), damp, schedule);
        return new RuleDefinition(
                name,
                enabled,
                severity,
                devices,
                type,
                read.measurement(),
                read.field(),
                course,
                message,
                channels,
                escalateAfter,
                escalateTo,
                Json.createObjectBuilder(json).add("name", name).build());
    }

    private Severity severity() {
        String text = body.required("severity");
        Severity severity = text == null ? null : Severity.of(text).orElse(null);
        if (text != null && severity == null) {
            body.violation("severity", "must be one of " + String.join(", ", Severity.names()));
        }
        return severity;
    }

    private DeviceSelection devices() {
        Set<String> ids = new LinkedHashSet<>(body.texts("device_ids", MOST_DEVICES));
        ids.stream()
                .filter(it -> !DeviceId.isValid(it))
                .findFirst()
                .ifPresent(it -> body.violation("device_ids", "must be device ids"));
        String group = body.optional("group", 64);
        String type = body.optional("device_type", 50);
        String location = body.optional("location", 200);
        return new DeviceSelection(ids, group, type, location);
    }

    private MessageTemplate message(String condition) {
        String text = body.optional("message", LONGEST_MESSAGE);
        MessageTemplate message =
                new MessageTemplate(text == null ? OTHER_MESSAGES.getOrDefault(condition, DEFAULT_MESSAGE) : text);
        message.violation().ifPresent(it -> body.violation("message", it));
        return message;
    }

    private List<String> channels(String member) {
        List<String> names = body.texts(member, MOST_CHANNELS);
        names.stream()
                .filter(it -> !Channels.NAME.isValid(it))
                .findFirst()
                .ifPresent(it -> body.violation(member, "must be names of channels"));
        return List.copyOf(new LinkedHashSet<>(names));
    }

    private Schedule schedule() {
        JsonObject object = members.object("schedule");
        if (object == null) {
            return null;
        }
        RequestBody of = RequestBody.of(object);
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        List<String> names = new ArrayList<>(of.texts("days", 7));
        for (String name : names) {
            List<DayOfWeek> found = EnumSet.allOf(DayOfWeek.class).stream()
                    .filter(it ->
                            it.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(name))
                    .toList();
            if (found.isEmpty()) {
                of.violation("days", "must be of mon, tue, wed, thu, fri, sat, sun");
            }
            days.addAll(found);
        }
        LocalTime start = time(of, "start");
        LocalTime end = time(of, "end");
        ZoneId zone = zone(of);
        try {
            of.check();
        } catch (Problem wrong) {
            wrong.violations().forEach(it -> body.violation("schedule." + it.field(), it.message()));
        }
        return new Schedule(days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days, start, end, zone);
    }

    private static LocalTime time(RequestBody of, String member) {
        String text = of.optional(member);
        try {
            return text == null ? LocalTime.MIDNIGHT : LocalTime.parse(text);
        } catch (DateTimeException e) {
            of.violation(member, "must be a time of day such as 08:00");
            return LocalTime.MIDNIGHT;
        }
    }

    private static ZoneId zone(RequestBody of) {
        String text = of.optional("zone");
        try {
            return text == null ? ZoneId.of("UTC") : ZoneId.of(text);
        } catch (DateTimeException e) {
            of.violation("zone", "must be a zone such as Europe/Berlin");
            return ZoneId.of("UTC");
        }
    }
}

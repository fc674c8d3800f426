package io.iotflow.quarantine;

import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.time.TimeText;
import jakarta.json.JsonObjectBuilder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which messages: those that fit every filter that is not null. The SQL is put together from constants; what a caller
 * wrote is always a parameter.
 *
 * @param start inclusive
 * @param stop exclusive
 */
record QuarantineFilter(String deviceId, String reason, String source, Instant start, Instant stop) {

    /** The names of the filters. */
    static final Set<String> FILTERS = Set.of("device_id", "reason", "source", "start", "stop");

    static final List<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::code).toList();
    private static final int LONGEST_DEVICE_ID = 128;
    private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

    /** Reads filters; 400 names all that is wrong. Names that are no filter are the caller's to judge. */
    static QuarantineFilter of(Map<String, String> filters, Set<String> sources) {
        List<Violation> violations = new ArrayList<>();
        FILTERS.stream()
                // An empty value is a variable that was not set, and must not select everything.
                .filter(name -> filters.containsKey(name) && filters.get(name).isBlank())
                .forEach(name -> violations.add(new Violation(name, "must not be empty; leave it out instead")));
        QuarantineFilter selection = new QuarantineFilter(
                deviceId(filters.get("device_id"), violations),
                oneOf("reason", filters.get("reason"), REASONS, violations),
                oneOf("source", filters.get("source"), sources.stream().sorted().toList(), violations),
                time("start", filters.get("start"), violations),
                time("stop", filters.get("stop"), violations));
        if (selection.start != null && selection.stop != null && !selection.start.isBefore(selection.stop)) {
            violations.add(new Violation("start", "must be before stop"));
        }
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        return selection;
    }

    boolean isEmpty() {
        return equals(new QuarantineFilter(null, null, null, null, null));
    }

    /** The condition, {@code true} where there is no filter. */
    SqlText where() {
        SqlText where = new SqlText(" WHERE true");
        and(where, "coalesce(device_id, '') = ?", deviceId);
        and(where, "reason = ?", reason);
        and(where, "source = ?", source);
        and(where, "received_at >= ?", start);
        and(where, "received_at < ?", stop);
        return where;
    }

    private static void and(SqlText where, String condition, Object value) {
        if (value != null) {
            where.and(condition, value);
        }
    }

    /** The filters, for the audit log. */
    JsonObjectBuilder facts() {
        JsonObjectBuilder facts = Json.createObjectBuilder();
        Object[] values = {deviceId, reason, source, start, stop};
        String[] names = {"device_id", "reason", "source", "start", "stop"};
        for (int i = 0; i < names.length; i++) {
            if (values[i] != null) {
                facts.add(names[i], values[i].toString());
            }
        }
        return facts;
    }

    private static String deviceId(String text, List<Violation> violations) {
        if (text == null) {
            return null;
        }
        boolean isPlain = text.chars().noneMatch(Character::isISOControl) && RequestBody.isWellFormed(text);
        if (text.length() > LONGEST_DEVICE_ID || !isPlain) {
            violations.add(new Violation(
                    "device_id",
                    "must be at most " + LONGEST_DEVICE_ID + " characters, none of them a control character"));
        }
        return text;
    }

    private static String oneOf(String name, String text, List<String> allowed, List<Violation> violations) {
        if (text != null && !text.isBlank() && !allowed.contains(text)) {
            violations.add(new Violation(name, "must be one of " + String.join(", ", allowed)));
        }
        return text;
    }

    private static Instant time(String name, String text, List<Violation> violations) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            Instant time = TimeText.readQuery(text, ZoneOffset.UTC);
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                return time.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            // answered below
        }
        violations.add(new Violation(
                name, "must be RFC 3339 (2026-01-31T12:00:00Z), a date or an epoch, between the years 1970 and 2262"));
        return null;
    }
}

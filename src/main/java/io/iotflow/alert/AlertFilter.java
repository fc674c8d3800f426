package io.iotflow.alert;

import io.iotflow.notify.Severity;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.time.TimeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which alerts: those that fit everything that is not null.
 *
 * @param state open, acknowledged, cleared, or active for both that are not cleared
 * @param start of the time at which they were opened, inclusive
 * @param stop exclusive
 */
record AlertFilter(
        String state, String severity, String rule, String deviceId, String group, Instant start, Instant stop) {

    private static final List<String> STATES = List.of("open", "acknowledged", "cleared", "active");
    private static final int LONGEST = 200;

    /** Reads a query's parameters; 400 names all that is wrong. */
    static AlertFilter of(
            String state, String severity, String rule, String deviceId, String group, String start, String stop) {
        List<Violation> violations = new ArrayList<>();
        AlertFilter filter = new AlertFilter(
                oneOf("state", state, STATES, violations),
                oneOf("severity", severity, Severity.names(), violations),
                text("rule", rule, violations),
                text("device_id", deviceId, violations),
                text("group", group, violations),
                time("start", start, violations),
                time("stop", stop, violations));
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        return filter;
    }

    /** The condition, on {@code alert a} and {@code device d}. */
    SqlText where() {
        SqlText where = new SqlText(" WHERE true");
        if (state != null) {
            where.add(
                    switch (state) {
                        case "open" -> " AND a.cleared_at IS NULL AND a.acknowledged_at IS NULL";
                        case "acknowledged" -> " AND a.cleared_at IS NULL AND a.acknowledged_at IS NOT NULL";
                        case "cleared" -> " AND a.cleared_at IS NOT NULL";
                        default -> " AND a.cleared_at IS NULL";
                    });
        }
        and(where, "a.severity = ?", severity);
        and(where, "a.rule_name = ?", rule);
        and(where, "d.device_id = ?", deviceId);
        and(
                where,
                "d.id IN (SELECT m.device FROM fleet_member m JOIN fleet f ON f.id = m.fleet WHERE f.group_id = ?)",
                group);
        and(where, "a.opened_at >= ?", start);
        and(where, "a.opened_at < ?", stop);
        return where;
    }

    private static void and(SqlText where, String condition, Object value) {
        if (value != null) {
            where.and(condition, value);
        }
    }

    private static String oneOf(String name, String text, List<String> allowed, List<Violation> violations) {
        if (text != null && !allowed.contains(text)) {
            violations.add(new Violation(name, "must be one of " + String.join(", ", allowed)));
        }
        return text;
    }

    private static String text(String name, String text, List<Violation> violations) {
        boolean isWrong = text != null
                && (text.isBlank()
                        || text.length() > LONGEST
                        || text.chars().anyMatch(Character::isISOControl)
                        || !RequestBody.isWellFormed(text));
        if (isWrong) {
            violations.add(
                    new Violation(name, "must be 1 to " + LONGEST + " characters, none of them a control character"));
        }
        return text;
    }

    private static Instant time(String name, String text, List<Violation> violations) {
        if (text == null) {
            return null;
        }
        try {
            Instant time = TimeText.readQuery(text, ZoneOffset.UTC);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(Instant.parse("2262-01-01T00:00:00Z"))) {
                return time.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            // answered below
        }
        violations.add(new Violation(name, "must be RFC 3339 (2026-01-31T12:00:00Z), a date or an epoch"));
        return null;
    }
}

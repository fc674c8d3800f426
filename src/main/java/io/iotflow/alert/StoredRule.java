package io.iotflow.alert;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * A rule's row with its figures.
 *
 * @param json the definition as it was given
 * @param lastError why it could not judge a reading, or null
 */
record StoredRule(
        long id,
        String name,
        boolean enabled,
        JsonObject json,
        long version,
        Instant activeAt,
        Instant createdAt,
        Instant updatedAt,
        long open,
        long opened,
        long late,
        long failed,
        String lastError,
        Instant lastErrorAt) {

    static final String SELECT = """
            SELECT r.id, r.name, r.enabled, r.definition, r.version, r.active_at, r.created_at, r.updated_at,
                (SELECT count(*) FROM alert a WHERE a.rule = r.id AND a.cleared_at IS NULL),
                f.opened, f.late, f.failed, f.last_error, f.last_error_at
            FROM alert_rule r JOIN alert_rule_figures f ON f.rule = r.id
            """;

    /** All members that a rule may have, in the order in which they are answered. */
    private static final List<String> MEMBERS = List.of(
            "condition",
            "measurement",
            "field",
            "value",
            "value_field",
            "value_attribute",
            "low",
            "high",
            "clear",
            "margin",
            "for",
            "count",
            "of",
            "window",
            "per",
            "after",
            "latitude_field",
            "longitude_field",
            "circle",
            "polygon",
            "device_ids",
            "group",
            "device_type",
            "location",
            "message",
            "schedule",
            "damp",
            "channels",
            "escalate_after",
            "escalate_to");

    static StoredRule of(ResultSet row) throws SQLException {
        return new StoredRule(
                row.getLong(1),
                row.getString(2),
                row.getBoolean(3),
                Json.readObject(row.getString(4)),
                row.getLong(5),
                Sql.instant(row, 6),
                Sql.instant(row, 7),
                Sql.instant(row, 8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getString(13),
                Sql.instant(row, 14));
    }

    /** As it is answered: what was given, and its figures. */
    JsonObjectBuilder describe() {
        JsonObjectBuilder all = Json.createObjectBuilder()
                .add("name", name)
                .add("enabled", enabled)
                .add("severity", json.getString("severity"));
        MEMBERS.stream().filter(json::containsKey).forEach(it -> all.add(it, json.get(it)));
        return all.add("active_at", activeAt.toString())
                .add("created_at", createdAt.toString())
                .add("updated_at", updatedAt.toString())
                .add(
                        "figures",
                        Json.createObjectBuilder()
                                .add("open", open)
                                .add("opened", opened)
                                .add("late", late)
                                .add("failed", failed)
                                .add("last_error", Json.orNull(lastError))
                                .add("last_error_at", Json.orNull(lastErrorAt)));
    }
}

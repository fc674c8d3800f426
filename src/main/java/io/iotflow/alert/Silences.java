package io.iotflow.alert;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Times of maintenance, of a device or a group. They are few, and in memory for the evaluation. */
@Singleton
class Silences {

    static final int MAX = 1_000;

    private static final String SELECT = """
            SELECT s.id, s.device, d.device_id, s.group_id, s.starts_at, s.ends_at, s.comment, s.created_by, s.created_at
            FROM alert_silence s LEFT JOIN device d ON d.id = s.device
            """;

    private static final String INSERT = """
            INSERT INTO alert_silence (device, group_id, starts_at, ends_at, comment, created_by)
            SELECT (SELECT id FROM device WHERE device_id = ?), ?, ?, ?, ?, ? RETURNING id""";

    private final Sql sql;
    private final AuditLog audit;
    private final Changes changes;
    private volatile List<Silence> known = List.of();

    @Inject
    Silences(Sql sql, AuditLog audit, Changes changes) {
        this.sql = sql;
        this.audit = audit;
        this.changes = changes;
    }

    /**
     * One of them.
     *
     * @param device a row, 0 where it is a group's
     * @param group null where it is a device's
     * @param end exclusive
     */
    record Silence(
            long id,
            long device,
            String deviceId,
            String group,
            Instant start,
            Instant end,
            String comment,
            String createdBy,
            Instant createdAt) {

        private static Silence of(ResultSet row) throws SQLException {
            return new Silence(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    Sql.instant(row, 5),
                    Sql.instant(row, 6),
                    row.getString(7),
                    row.getString(8),
                    Sql.instant(row, 9));
        }

        boolean includes(KnownDevice of, Instant time) {
            return (group == null ? device == of.rowId() : of.groups().contains(group))
                    && !time.isBefore(start)
                    && time.isBefore(end);
        }

        JsonObjectBuilder describe() {
            return Json.createObjectBuilder()
                    .add("id", id)
                    .add("device_id", Json.orNull(deviceId))
                    .add("group", Json.orNull(group))
                    .add("start", start.toString())
                    .add("end", end.toString())
                    .add("comment", Json.orNull(comment))
                    .add("created_by", createdBy)
                    .add("created_at", createdAt.toString());
        }
    }

    /** What somebody wants; one of device id and group is null. */
    record Wanted(String deviceId, String group, Instant start, Instant end, String comment) {}

    /** Reads them anew. */
    void read() {
        known = all();
    }

    /** Whether a device is in one at this time, as of the last read. */
    boolean include(KnownDevice device, Instant time) {
        return known.stream().anyMatch(it -> it.includes(device, time));
    }

    List<Silence> all() {
        return sql.list(SELECT + "ORDER BY s.starts_at DESC, s.id DESC", Silence::of);
    }

    /** Adds one; 400 where there is no such device or group, 409 where there are too many. */
    Silence add(Wanted wanted, Actor by) {
        return sql.inTransaction(() -> {
            require("device_id", wanted.deviceId(), "SELECT 1 FROM device WHERE device_id = ?", "a registered device");
            require("group", wanted.group(), "SELECT 1 FROM fleet WHERE group_id = ?", "a group");
            sql.update("DELETE FROM alert_silence WHERE ends_at < now() - interval '90 days'");
            if (sql.one("SELECT count(*) FROM alert_silence", row -> row.getLong(1)) >= MAX) {
                throw Problem.conflict("There are " + MAX + " silences already; delete one first.");
            }
            long id = sql.one(
                    INSERT,
                    row -> row.getLong(1),
                    wanted.deviceId(),
                    wanted.group(),
                    wanted.start(),
                    wanted.end(),
                    wanted.comment(),
                    by.name());
            Silence silence = get(id);
            changed("alert_silence.create", silence);
            return silence;
        });
    }

    private void require(String member, String id, String query, String what) {
        if (id != null && sql.list(query, row -> 1, id).isEmpty()) {
            throw Problem.invalid(member, "is not " + what);
        }
    }

    void delete(long id) {
        sql.inTransaction(() -> {
            Silence silence = get(id);
            sql.update("DELETE FROM alert_silence WHERE id = ?", id);
            changed("alert_silence.delete", silence);
            return null;
        });
    }

    private Silence get(long id) {
        return sql.first(SELECT + "WHERE s.id = ?", Silence::of, id)
                .orElseThrow(() -> Problem.notFound("There is no such silence."));
    }

    private void changed(String action, Silence silence) {
        sql.update("UPDATE alert_change SET version = version + 1");
        audit.record(action, Long.toString(silence.id()), silence.describe().build());
        changes.announce(RuleStore.TOPIC, "");
    }
}

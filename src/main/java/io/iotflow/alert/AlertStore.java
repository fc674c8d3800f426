package io.iotflow.alert;

import io.iotflow.notify.Notice;
import io.iotflow.notify.Notifications;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alerts as operators read and acknowledge them. */
@Dependent
class AlertStore {

    private static final int AT_ONCE = 5_000;

    private final Sql sql;
    private final AuditLog audit;
    private final Notifications notifications;
    private final AlertEvents events;

    @Inject
    AlertStore(Sql sql, AuditLog audit, Notifications notifications, AlertEvents events) {
        this.sql = sql;
        this.audit = audit;
        this.notifications = notifications;
        this.events = events;
    }

    /** The newest that fit, behind this place; null for the first page. */
    List<StoredAlert> newest(AlertFilter filter, AlertPlace behind, int max) {
        SqlText query = new SqlText(StoredAlert.SELECT).add(filter.where());
        if (behind != null) {
            query.and("(a.opened_at, a.id) < (?, ?)", behind.openedAt(), behind.id());
        }
        return sql.list(query.add(" ORDER BY a.opened_at DESC, a.id DESC LIMIT ?", max), StoredAlert::of);
    }

    StoredAlert get(long id) {
        return sql.first(StoredAlert.SELECT + " WHERE a.id = ?", StoredAlert::of, id)
                .orElseThrow(AlertStore::unknown);
    }

    /** Those of these numbers that are there, in their order. */
    List<StoredAlert> of(Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : sql.list(
                        StoredAlert.SELECT + " WHERE a.id = ANY (?) ORDER BY a.id",
                        StoredAlert::of,
                        Columns.longs(ids));
    }

    static Problem unknown() {
        return Problem.notFound("There is no such alert: it was never there, or is older than alerts are kept.");
    }

    /** Somebody has taken it on; 409 when somebody has already, or it is cleared. */
    StoredAlert acknowledge(long id, String by, String comment) {
        return sql.inTransaction(() -> {
            sql.call("SELECT 1 FROM alert WHERE id = ? FOR UPDATE", id);
            StoredAlert alert = get(id);
            if (!alert.state().equals("open")) {
                throw Problem.conflict("The alert is " + alert.state() + "; there is nothing to acknowledge.");
            }
            sql.update(
                    "UPDATE alert SET acknowledged_at = now(), changed_at = greatest(changed_at, now()), acknowledged_by = ?,"
                            + " comment = ? WHERE id = ?",
                    by,
                    comment,
                    id);
            StoredAlert acknowledged = get(id);
            audit.record(
                    "alert.acknowledge",
                    Long.toString(id),
                    Json.createObjectBuilder()
                            .add("rule", alert.rule())
                            .add("device_id", alert.deviceId())
                            .add("comment", Json.orNull(comment))
                            .build());
            events.add(List.of(
                    new AlertEvents.Happened(id, AlertEvents.Kind.ACKNOWLEDGED, acknowledged.acknowledgedAt())));
            if (!alert.silenced()) {
                notifications.add(List.of(notice(acknowledged, Notice.Event.ACKNOWLEDGED, acknowledged.channels())));
            }
            return acknowledged;
        });
    }

    /** Tells of those that were cleared because of their rule, in the transaction that cleared them. */
    void tellCleared(Collection<Long> ids) {
        List<StoredAlert> cleared = of(ids);
        events.add(cleared.stream()
                .map(it -> new AlertEvents.Happened(it.id(), AlertEvents.Kind.CLEARED, it.clearedAt()))
                .toList());
        notifications.add(cleared.stream()
                .filter(it -> !it.silenced() && !it.channels().isEmpty())
                .map(it -> notice(it, Notice.Event.CLEARED, it.channels()))
                .toList());
    }

    static Notice notice(StoredAlert alert, Notice.Event event, List<String> channels) {
        return new Notice(
                alert.id(),
                event,
                alert.severity(),
                alert.rule(),
                alert.deviceId(),
                alert.message(),
                Json.readObject(alert.openedBy()),
                alert.changedAt(),
                channels);
    }

    /** How many alerts of these devices are not cleared, by row id; nothing of those that have none. */
    Map<Long, Long> activeOf(Collection<Long> devices) {
        return sql.read(
                "SELECT device, count(*) FROM alert WHERE cleared_at IS NULL AND device = ANY (?) GROUP BY device",
                rows -> {
                    Map<Long, Long> counts = new TreeMap<>();
                    while (rows.next()) {
                        counts.put(rows.getLong(1), rows.getLong(2));
                    }
                    return counts;
                },
                Columns.longs(devices));
    }

    /** Forgets some of those that were cleared so long ago; whether there may be more. */
    boolean forget(Duration retention) {
        return sql.update(
                        "DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE cleared_at < ? ORDER BY cleared_at LIMIT ?)",
                        Instant.now().minus(retention),
                        AT_ONCE)
                == AT_ONCE;
    }
}

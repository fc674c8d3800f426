package io.iotflow.alert;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.LogIds;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What became of alerts, in the order of the log's ids (ADR 34): who follows the log follows them, too. */
@Dependent
public class AlertEvents {

    private static final String INSERT = """
            INSERT INTO alert_event (id, alert, event, at)
            SELECT ? + row.place, a.id, row.event, timestamptz 'epoch' + row.at * interval '1 microsecond'
            FROM unnest(?::bigint[], ?::text[], ?::bigint[]) WITH ORDINALITY AS row (alert, event, at, place)
            JOIN alert a ON a.id = row.alert""";

    private static final String IS_BETWEEN = "SELECT EXISTS (SELECT FROM alert_event WHERE id BETWEEN ? AND ?)";

    private static final String BETWEEN = """
            SELECT e.id, a.device, d.device_id, e.event, e.at, a.id, a.rule_name, a.severity, a.message, a.silenced,
                a.acknowledged_by, a.comment
            FROM (SELECT * FROM alert_event WHERE id > ? AND id <= ? ORDER BY id LIMIT ?) e
            JOIN alert a ON a.id = e.alert JOIN device d ON d.id = a.device ORDER BY e.id""";

    private final Sql sql;
    private final LogIds ids;

    @Inject
    public AlertEvents(Sql sql, LogIds ids) {
        this.sql = sql;
        this.ids = ids;
    }

    /** What may become of an alert. */
    enum Kind {
        OPENED,
        ACKNOWLEDGED,
        CLEARED;

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** One of them, of the alert with this number. */
    record Happened(long alert, Kind kind, Instant at) {}

    /**
     * One event.
     *
     * @param id its position in the log
     * @param device the row id of the alert's device
     * @param data as listeners are told
     */
    public record AlertEvent(long id, long device, JsonObject data) {

        private static AlertEvent of(ResultSet row) throws SQLException {
            String event = row.getString(4);
            JsonObjectBuilder data = Json.createObjectBuilder()
                    .add("device_id", row.getString(3))
                    .add("alert_id", row.getLong(6))
                    .add("event", event)
                    .add("rule", row.getString(7))
                    .add("severity", row.getString(8))
                    .add("message", row.getString(9))
                    .add("silenced", row.getBoolean(10));
            if (event.equals(Kind.ACKNOWLEDGED.code())) {
                data.add("acknowledged_by", row.getString(11)).add("comment", Json.orNull(row.getString(12)));
            }
            return new AlertEvent(
                    row.getLong(1),
                    row.getLong(2),
                    data.add("time", Sql.instant(row, 5).toString()).build());
        }
    }

    /** Writes them down, in the transaction that did them. */
    void add(List<Happened> all) {
        for (int from = 0; from < all.size(); from += LogIds.BATCH - 1) {
            List<Happened> some = all.subList(from, Math.min(all.size(), from + LogIds.BATCH - 1));
            sql.update(
                    INSERT,
                    ids.next(),
                    Columns.longs(some, Happened::alert),
                    Columns.texts(some, it -> it.kind().code()),
                    Columns.micros(some, Happened::at));
        }
    }

    /** Whether there is one in this range of ids. */
    public boolean isBetween(long first, long last) {
        return sql.one(IS_BETWEEN, row -> row.getBoolean(1), first, last);
    }

    /** Those behind one position up to another, at most so many. */
    public List<AlertEvent> between(long after, long last, int max) {
        return last <= after ? List.of() : sql.list(BETWEEN, AlertEvent::of, after, last, max);
    }
}

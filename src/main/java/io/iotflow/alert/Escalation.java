package io.iotflow.alert;

import io.iotflow.notify.Notice;
import io.iotflow.notify.Notifications;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells more people, or tells later, in the transaction that says that it is told. Whichever node comes first does it. */
@Dependent
class Escalation {

    private static final int AT_ONCE = 500;

    /** Who is told now is told of what follows, too. */
    private static final String UNACKNOWLEDGED = """
            UPDATE alert SET escalate_at = NULL, channels = CASE WHEN acknowledged_at IS NULL AND NOT silenced
                THEN ARRAY(SELECT DISTINCT unnest(channels || escalate_to)) ELSE channels END
            WHERE id IN (
                SELECT id FROM alert WHERE escalate_at <= now() AND cleared_at IS NULL
                ORDER BY escalate_at LIMIT ? FOR UPDATE SKIP LOCKED)
            RETURNING id, acknowledged_at IS NULL AND NOT silenced, escalate_to""";

    private static final String SILENCE_OVER = """
            UPDATE alert SET silenced = false WHERE id IN (
                SELECT a.id FROM alert a WHERE a.silenced AND a.cleared_at IS NULL AND NOT EXISTS (
                    SELECT FROM alert_silence s WHERE now() >= s.starts_at AND now() < s.ends_at AND (s.device = a.device
                        OR s.group_id IN (SELECT f.group_id FROM fleet f JOIN fleet_member m ON m.fleet = f.id
                            WHERE m.device = a.device)))
                ORDER BY a.id LIMIT ? FOR UPDATE SKIP LOCKED)
            RETURNING id, acknowledged_at IS NULL, channels""";

    private final Sql sql;
    private final AlertStore store;
    private final Notifications notifications;

    @Inject
    Escalation(Sql sql, AlertStore store, Notifications notifications) {
        this.sql = sql;
        this.store = store;
        this.notifications = notifications;
    }

    private record Told(long id, boolean isWanted, List<String> channels) {

        static Told of(ResultSet row) throws SQLException {
            return new Told(row.getLong(1), row.getBoolean(2), List.of((String[])
                    row.getArray(3).getArray()));
        }
    }

    /** Tells others of what nobody has acknowledged in its time; whether there may be more. */
    boolean escalate() {
        return tell(UNACKNOWLEDGED, Notice.Event.ESCALATED);
    }

    /** Tells of what was opened in a silence that is over, and is still open; whether there may be more. */
    boolean tellAfterSilence() {
        return tell(SILENCE_OVER, Notice.Event.OPENED);
    }

    private boolean tell(String statement, Notice.Event event) {
        return sql.inNewTransaction(() -> {
            List<Told> told = sql.list(statement, Told::of, AT_ONCE);
            Map<Long, List<String>> channels = told.stream()
                    .filter(it -> it.isWanted() && !it.channels().isEmpty())
                    .collect(Collectors.toMap(Told::id, Told::channels));
            notifications.add(store.of(channels.keySet()).stream()
                    .map(it -> AlertStore.notice(it, event, channels.get(it.id())))
                    .toList());
            return told.size() == AT_ONCE;
        });
    }
}

package io.iotflow.alert;

import io.iotflow.alert.Transition.Kind;
import io.iotflow.notify.Notice;
import io.iotflow.notify.Notifications;
import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what a turn of the evaluation opened and cleared, with its notices: a few statements, however many they are. */
@Dependent
class AlertWriter {

    private static final String IDS = "SELECT nextval('alert_id') FROM generate_series(1, ?)";

    private static final String INSERT = """
            INSERT INTO alert (id, rule, rule_name, rule_version, device, severity, message, opened_at, changed_at,
                cleared_at, opened_by, cleared_by, reopened, silenced, channels, escalate_at, escalate_to, turn)
            SELECT n.id, r.id, r.name, n.version, d.id, n.severity, n.message,
                timestamptz 'epoch' + n.opened * interval '1 microsecond',
                timestamptz 'epoch' + n.changed * interval '1 microsecond',
                CASE WHEN n.cleared >= 0 THEN timestamptz 'epoch' + n.cleared * interval '1 microsecond' END,
                n.opened_by, n.cleared_by, n.reopened, n.silenced,
                string_to_array(n.channels, ' '),
                CASE WHEN n.escalate >= 0 THEN now() + n.escalate * interval '1 second' END,
                string_to_array(n.escalate_to, ' '), ?
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::text[], ?::bigint[], ?::text[])
                AS n (id, rule, version, device, severity, message, opened, changed, cleared, opened_by, cleared_by,
                    reopened, silenced, channels, escalate, escalate_to)
            JOIN alert_rule r ON r.id = n.rule JOIN device d ON d.id = n.device
            ORDER BY n.id""";

    private static final String UPDATE = """
            UPDATE alert SET changed_at = timestamptz 'epoch' + n.changed * interval '1 microsecond',
                cleared_at = CASE WHEN n.cleared >= 0 THEN timestamptz 'epoch' + n.cleared * interval '1 microsecond' END,
                cleared_by = n.cleared_by, reopened = alert.reopened + n.reopened, turn = ?
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[])
                AS n (id, changed, cleared, cleared_by, reopened)
            WHERE alert.id = n.id
            RETURNING alert.id, alert.channels""";

    private static final String FIGURES = """
            UPDATE alert_rule_figures f SET opened = f.opened + n.opened, late = f.late + n.late, failed = f.failed + n.failed,
                last_error = coalesce(n.error, f.last_error),
                last_error_at = CASE WHEN n.error IS NULL THEN f.last_error_at ELSE now() END
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) AS n (rule, opened, late, failed, error)
            WHERE f.rule = n.rule""";

    private static final String CLEAR_VOID = """
            UPDATE alert SET cleared_at = now(), changed_at = now(), turn = ?
            FROM alert_rule r
            WHERE r.id = alert.rule AND alert.cleared_at IS NULL
                AND (NOT r.enabled OR r.version <> alert.rule_version)
            RETURNING alert.id""";

    private static final String KNOWN = """
            SELECT DISTINCT ON (rule, device) rule, device, id, cleared_at IS NULL FROM alert
            WHERE rule IS NOT NULL AND (cleared_at IS NULL OR turn > ?) ORDER BY rule, device, id DESC""";

    private final Sql sql;
    private final Notifications notifications;
    private final AlertStore alerts;
    private final AlertEvents events;

    @Inject
    AlertWriter(Sql sql, AlertStore alerts, Notifications notifications, AlertEvents events) {
        this.sql = sql;
        this.alerts = alerts;
        this.notifications = notifications;
        this.events = events;
    }

    /** Whether nobody is to be told of an alert of this device at this time. */
    @FunctionalInterface
    interface Silenced {
        boolean at(KnownDevice device, Instant time);
    }

    /** Writes all that happened, in the caller's transaction; gives new alerts their numbers. */
    void write(Result result, long turn, Silenced silenced) {
        sql.requireTransaction();
        List<Result.Happened> happened = result.happened();
        long opened = happened.stream()
                .filter(it -> it.transition().kind() != Kind.CLEARED)
                .count();
        Iterator<Long> ids = opened == 0
                ? List.<Long>of().iterator()
                : sql.list(IDS, row -> row.getLong(1), opened).iterator();
        Map<Long, AlertChange> changes = new LinkedHashMap<>();
        List<Told> notices = new ArrayList<>();
        List<AlertEvents.Happened> told = new ArrayList<>();
        for (Result.Happened one : happened) {
            Transition transition = one.transition();
            Memory memory = transition.memory();
            boolean isNew = transition.kind() == Kind.OPENED || memory.alert == 0;
            if (isNew && transition.kind() == Kind.CLEARED) {
                continue; // its row is gone
            }
            if (isNew) {
                memory.alert = ids.next();
            }
            boolean isSilent = silenced.at(transition.device(), transition.at());
            AlertChange change = changes.computeIfAbsent(
                    memory.alert, id -> new AlertChange(id, one.rule(), transition.device(), isNew));
            change.add(transition, isSilent);
            told.add(change.event(transition));
            if (!isSilent) {
                notices.add(new Told(change, transition));
            }
        }
        Map<Long, List<String>> channels =
                update(changes.values(), turn); // first: a rule has one open alert of a device
        insert(changes.values(), turn);
        events.add(told);
        notifications.add(notices.stream().map(it -> it.notice(channels)).toList());
        writeFigures(result.figures());
    }

    private record Told(AlertChange change, Transition transition) {

        /** To those who heard of the alert before, others by its rule. */
        Notice notice(Map<Long, List<String>> channels) {
            return change.notice(
                    transition,
                    channels.getOrDefault(
                            change.id(), change.rule().definition().channels()));
        }
    }

    /** Writes what became of those that are there; who is told of each, by their numbers. */
    private Map<Long, List<String>> update(Collection<AlertChange> all, long turn) {
        List<AlertChange> known = all.stream().filter(it -> !it.isNew()).toList();
        Map<Long, List<String>> channels = new HashMap<>();
        if (!known.isEmpty()) {
            sql.read(
                    UPDATE,
                    rows -> {
                        while (rows.next()) {
                            channels.put(rows.getLong(1), List.of((String[])
                                    rows.getArray(2).getArray()));
                        }
                        return null;
                    },
                    turn,
                    Columns.longs(known, AlertChange::id),
                    Columns.micros(known, AlertChange::changedAt),
                    Columns.longs(known, AlertChange::clearedMicros),
                    Columns.texts(known, AlertChange::clearedBy),
                    Columns.longs(known, AlertChange::reopened));
        }
        return channels;
    }

    private void insert(Collection<AlertChange> all, long turn) {
        List<AlertChange> added = all.stream().filter(AlertChange::isNew).toList();
        if (!added.isEmpty()) {
            sql.update(
                    INSERT,
                    turn,
                    Columns.longs(added, AlertChange::id),
                    Columns.longs(added, it -> it.rule().id()),
                    Columns.longs(added, it -> it.rule().version()),
                    Columns.longs(added, it -> it.device().rowId()),
                    Columns.texts(added, it -> it.rule().definition().severity().wire()),
                    Columns.texts(added, AlertChange::message),
                    Columns.micros(added, AlertChange::openedAt),
                    Columns.micros(added, AlertChange::changedAt),
                    Columns.longs(added, AlertChange::clearedMicros),
                    Columns.texts(added, AlertChange::openedBy),
                    Columns.texts(added, AlertChange::clearedBy),
                    Columns.longs(added, AlertChange::reopened),
                    Columns.booleans(added, AlertChange::isSilenced),
                    Columns.texts(
                            added, it -> String.join(" ", it.rule().definition().channels())),
                    Columns.longs(added, AlertWriter::escalateAfter),
                    Columns.texts(
                            added, it -> String.join(" ", it.rule().definition().escalateTo())));
        }
    }

    private static long escalateAfter(AlertChange change) {
        Duration after = change.rule().definition().escalateAfter();
        return after == null ? -1 : after.toSeconds();
    }

    private void writeFigures(Figures figures) {
        List<Map.Entry<Long, Figures.OfRule>> all = List.copyOf(figures.all().entrySet());
        if (!all.isEmpty()) {
            sql.update(
                    FIGURES,
                    Columns.longs(all, Map.Entry::getKey),
                    Columns.longs(all, it -> it.getValue().opened),
                    Columns.longs(all, it -> it.getValue().late),
                    Columns.longs(all, it -> it.getValue().failed),
                    Columns.texts(all, it -> it.getValue().lastError));
        }
    }

    /** Clears what is open of rules that are disabled, or judge something else now. */
    void clearVoid(long turn) {
        alerts.tellCleared(sql.list(CLEAR_VOID, row -> row.getLong(1), turn));
    }

    /** Makes memories agree with what is open, after they were read as of an earlier turn. */
    void agree(Evaluation evaluation, long statesTurn) {
        Map<Pair, Long> open = new LinkedHashMap<>();
        sql.read(
                KNOWN,
                rows -> {
                    while (rows.next()) {
                        Pair pair = new Pair(rows.getLong(1), rows.getLong(2));
                        long id = rows.getLong(3);
                        if (rows.getBoolean(4)) {
                            open.put(pair, id);
                        } else if (evaluation.memories().get(pair) != null) {
                            evaluation.memories().get(pair).alert = id;
                        }
                    }
                    return null;
                },
                statesTurn);
        evaluation.agree(open, Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
}

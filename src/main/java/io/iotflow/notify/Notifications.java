package io.iotflow.notify;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The outbox: a notice is stored with what it is about, and delivered by whichever node comes first. */
@Singleton
public class Notifications {

    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_VALUES = 4_000;

    private static final String INSERT = """
            INSERT INTO notification (channel, alert_id, event, severity, rule, device_id, message, details, at)
            SELECT c.id, n.alert_id, n.event, n.severity, n.rule, n.device_id, n.message, n.details,
                timestamptz 'epoch' + n.at * interval '1 microsecond'
            FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                WITH ORDINALITY AS n (alert_id, event, severity, rule, device_id, message, details, at, no)
            JOIN unnest(?::bigint[], ?::text[]) AS t (no, channel) ON t.no = n.no
            JOIN notification_channel c ON c.name = t.channel
            WHERE c.enabled AND n.severity <= c.min_severity AND n.event = ANY (c.events)
            ORDER BY n.no""";

    private final Sql sql;

    @Inject
    public Notifications(Sql sql) {
        this.sql = sql;
    }

    /**
     * Stores notices for their channels, in the caller's transaction and by one statement: they are sent when, and only if, it
     * commits. Each becomes a row of the outbox for every channel that wants it.
     *
     * @return how many rows
     */
    public int add(List<Notice> notices) {
        sql.requireTransaction();
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < notices.size(); i++) {
            for (String channel : notices.get(i).channels()) {
                targets.add(new Target(i + 1, channel));
            }
        }
        if (targets.isEmpty()) {
            return 0;
        }
        return sql.update(
                INSERT,
                Columns.longs(notices, Notice::alertId),
                Columns.texts(notices, it -> it.event().wire()),
                Columns.longs(
                        notices, it -> Severity.of(it.severity()).orElseThrow().ordinal()),
                Columns.texts(notices, it -> storable(it.rule())),
                Columns.texts(notices, it -> storable(it.deviceId())),
                Columns.texts(notices, it -> storable(it.message())),
                Columns.texts(notices, Notifications::details),
                Columns.micros(notices, Notice::at),
                Columns.longs(targets, Target::no),
                Columns.texts(targets, it -> storable(it.channel())));
    }

    private record Target(long no, String channel) {}

    private static String details(Notice notice) {
        String text = storable(Json.text(notice.values()), LONGEST_VALUES + 1);
        return text.length() > LONGEST_VALUES ? "{}" : text;
    }

    private static String storable(String text) {
        return storable(text, LONGEST_MESSAGE);
    }

    /** PostgreSQL holds no NUL, and half a surrogate pair has no UTF-8 form. */
    private static String storable(String text, int longest) {
        String cut = text.substring(0, Math.min(longest, text.length()));
        boolean isCutInPair = !cut.isEmpty() && Character.isHighSurrogate(cut.charAt(cut.length() - 1));
        return (isCutInPair ? cut.substring(0, cut.length() - 1) : cut).replace('\0', '\uFFFD');
    }
}

package io.iotflow.notify;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.IntSupplier;

/** Gives up what is too old to be sent, and deletes what was closed long ago or is more than the table may have. */
@Dependent
class OutboxBounds {

    private static final int NOTICES = 5_000;
    private static final int MESSAGES = 20;
    private static final int MOST_STEPS = 100;

    /** Notices that are part of no message yet become part of one that is given up. */
    private static final String GIVE_UP_WAITING = """
            WITH old AS (
                SELECT id, channel FROM notification
                WHERE message_id IS NULL AND (created_at < now() - ? * interval '1 second'
                    OR id <= (SELECT max(id) FROM notification) - ?)
                ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
            message AS (
                INSERT INTO notification_message (channel, state, last_error, closed_at)
                SELECT DISTINCT channel, 'expired', ?, now() FROM old RETURNING id, channel),
            moved AS (
                UPDATE notification SET message_id = message.id FROM old JOIN message ON message.channel = old.channel
                WHERE notification.id = old.id RETURNING notification.channel)
            SELECT c.type, count(*) FROM moved JOIN notification_channel c ON c.id = moved.channel GROUP BY c.type""";

    private static final String GIVE_UP_MESSAGES = """
            WITH old AS (
                UPDATE notification_message SET state = 'expired', closed_at = now(), last_error = coalesce(last_error, ?)
                WHERE state = 'sending' AND created_at < now() - ? * interval '1 second' RETURNING id, channel)
            SELECT c.type, count(*) FROM old JOIN notification_channel c ON c.id = old.channel
            JOIN notification n ON n.message_id = old.id GROUP BY c.type""";

    private static final String DELETE_OLD = """
            DELETE FROM notification_message WHERE id IN (
                SELECT id FROM notification_message WHERE closed_at < now() - ? * interval '1 second'
                ORDER BY closed_at LIMIT ? FOR UPDATE SKIP LOCKED)""";

    private static final String DELETE_SURPLUS = """
            DELETE FROM notification_message WHERE id IN (
                SELECT m.id FROM notification_message m WHERE m.closed_at IS NOT NULL AND m.id IN (
                    SELECT message_id FROM notification WHERE id <= (SELECT max(id) FROM notification) - ?)
                ORDER BY m.closed_at LIMIT ? FOR UPDATE SKIP LOCKED)""";

    private static final String TOO_OLD = "it could not be sent in IOTFLOW_NOTIFY_MAX_AGE, or too many waited";

    private final Sql sql;
    private final NotifySettings settings;
    private final NotifyMetrics metrics;

    @Inject
    OutboxBounds(Sql sql, NotifySettings settings, NotifyMetrics metrics) {
        this.sql = sql;
        this.settings = settings;
        this.metrics = metrics;
    }

    /** Does all of it, step by step; what is left is done the next time. */
    void keep() {
        long age = settings.maxAge.toSeconds();
        inSteps(NOTICES, () -> expired(GIVE_UP_WAITING, age, settings.maxRows, NOTICES, TOO_OLD));
        expired(GIVE_UP_MESSAGES, TOO_OLD, age);
        inSteps(MESSAGES, () -> sql.update(DELETE_OLD, settings.keep.toSeconds(), MESSAGES));
        inSteps(MESSAGES, () -> sql.update(DELETE_SURPLUS, settings.maxRows, MESSAGES));
    }

    private record Expired(String type, int notices) {}

    private int expired(String statement, Object... parameters) {
        List<Expired> expired = sql.list(statement, row -> new Expired(row.getString(1), row.getInt(2)), parameters);
        expired.forEach(it -> metrics.expired(it.type(), it.notices()));
        return expired.stream().mapToInt(Expired::notices).sum();
    }

    private static void inSteps(int full, IntSupplier step) {
        for (int i = 0; i < MOST_STEPS && step.getAsInt() == full; i++) {
            // the next one
        }
    }
}

package io.iotflow.command;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The rows of commands as they are delivered. A node that publishes some has a claim on them, which ends by itself, so
 * that those of a node that died are free again; no two nodes have a claim on the same one.
 */
@Dependent
class CommandQueue {

    /** Longer than a publication may take. */
    static final int CLAIM_SECONDS = 30;

    /** So often a device that is heard of is sent an unanswered command at once; then it must wait longer each time. */
    static final int PROMPT_TRIGGERS = 5;

    private static final int STEP = 1_000;

    private static final String DUE = """
            state IN ('queued', 'sent') AND next_attempt_at <= now() AND expires_at > now()
                AND (claimed_until IS NULL OR claimed_until < now())""";

    private static final String CLAIM = """
            WITH free AS (SELECT id FROM command WHERE %s = ANY (?) AND %s ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
            claimed AS (
                UPDATE command SET claimed_until = now() + ? * interval '1 second' FROM free WHERE command.id = free.id
                RETURNING command.id, command.device, command.topic, command.payload, command.qos)
            SELECT id, device, topic, payload, qos FROM claimed ORDER BY id""";

    /** A device's commands are all spread alike, so that the repetitions of several keep their order. */
    private static final String SENT = """
            UPDATE command
            SET state = 'sent', sent_at = coalesce(sent_at, ?), last_sent_at = ?, attempts = attempts + 1,
                claimed_until = NULL, retained = ?, pauses = least(pauses + 1, ?),
                next_attempt_at = now() + (0.8 + device % 41 * 0.01) * interval '1 second'
                    * (?::bigint[])[least(pauses + 1, ?)]
            WHERE id = ANY (?) AND state IN ('queued', 'sent')
            RETURNING attempts = 1""";

    private static final String REPEAT = """
            UPDATE command
            SET next_attempt_at = now(), triggers = least(triggers + 1, 1000),
                pauses = CASE WHEN triggers < ? THEN 0 ELSE pauses END
            FROM (SELECT device, timestamptz 'epoch' + since * interval '1 microsecond' AS since,
                      timestamptz 'epoch' + until * interval '1 microsecond' AS until
                  FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS row (device, since, until)) AS missed
            WHERE command.device = missed.device AND state = 'sent' AND last_sent_at > since
              AND last_sent_at < until - interval '1 second'
                  * CASE WHEN triggers < ? THEN 0 ELSE least(1800, 10 * 2 ^ least(triggers - ?, 10)) END""";

    private final Sql sql;
    private final CommandSettings settings;

    @Inject
    CommandQueue(Sql sql, CommandSettings settings) {
        this.sql = sql;
        this.settings = settings;
    }

    /** A command that this node may publish now. */
    record Delivery(long id, long deviceRowId, String topic, String payload, int qos) {

        static Delivery of(ResultSet row) throws SQLException {
            return new Delivery(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getInt(5));
        }
    }

    /** A command whose next attempt is due, and for whom. */
    record Waiting(long id, long deviceRowId, Instant dueAt, boolean isFirst) {

        /** Before all that wait. */
        static final Waiting NONE = new Waiting(0, 0, Instant.EPOCH, false);
    }

    /** What became of publications that the broker has taken. */
    record Sent(int first, int repeated) {}

    /** When a device may have missed what was sent to it. */
    record Missed(long deviceRowId, Instant since, Instant until) {}

    /** Commands that are due after another one, whether their devices are there or not. */
    List<Waiting> waiting(Waiting after, int max) {
        return sql.list(
                "SELECT id, device, next_attempt_at, attempts = 0 FROM command WHERE (next_attempt_at, id) > (?, ?) AND "
                        + DUE + " ORDER BY next_attempt_at, id LIMIT ?",
                row -> new Waiting(row.getLong(1), row.getLong(2), Sql.instant(row, 3), row.getBoolean(4)),
                after.dueAt(),
                after.id(),
                max);
    }

    /** Claims those of these rows that are still free, in their order. */
    List<Delivery> claim(long[] ids) {
        return sql.list(CLAIM.formatted("id", DUE), Delivery::of, ids, ids.length, CLAIM_SECONDS);
    }

    /** Claims what is due of these devices, in its order. */
    List<Delivery> claimOf(long[] devices, int max) {
        return sql.list(CLAIM.formatted("device", DUE), Delivery::of, devices, max, CLAIM_SECONDS);
    }

    /** The broker has acknowledged these; the next attempt comes after a pause. */
    Sent sent(long[] ids) {
        long[] pauses = settings.pauses();
        Instant now = Instant.now();
        List<Boolean> first = sql.list(
                SENT, row -> row.getBoolean(1), now, now, settings.retained, pauses.length, pauses, pauses.length, ids);
        int firsts = (int) first.stream().filter(it -> it).count();
        return new Sent(firsts, first.size() - firsts);
    }

    /** The broker did not take these; anybody may try again. */
    void release(long[] ids) {
        sql.update("UPDATE command SET claimed_until = NULL WHERE id = ANY (?) AND state IN ('queued', 'sent')", ids);
    }

    /** Makes due what devices may have missed and have not answered; not too often. */
    int repeat(Collection<Missed> missed) {
        return sql.update(
                REPEAT,
                PROMPT_TRIGGERS,
                Columns.longs(missed, Missed::deviceRowId),
                Columns.micros(missed, Missed::since),
                Columns.micros(missed, Missed::until),
                PROMPT_TRIGGERS,
                PROMPT_TRIGGERS);
    }

    /** Ends long pauses within a minute: nobody knows what devices did meanwhile. */
    void hasten() {
        sql.update("""
                UPDATE command SET next_attempt_at = now() + device % 60 * interval '1 second'
                WHERE state = 'sent' AND next_attempt_at > now() + interval '1 minute'""");
    }

    /** Whether something is sent that no device has answered. */
    boolean isUnanswered() {
        return sql.one("SELECT EXISTS (SELECT 1 FROM command WHERE state = 'sent')", row -> row.getBoolean(1));
    }

    /** Closes commands whose time is over, oldest first; returns how many, at most a step. */
    int expire() {
        return sql.update("""
                UPDATE command SET state = 'expired', closed_at = now() WHERE id IN (
                    SELECT id FROM command WHERE state IN ('queued', 'sent', 'in_progress') AND expires_at <= now()
                    ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)""", STEP);
    }

    /** Deletes commands that were closed so long ago; returns how many, at most a step. */
    int forget(Duration keep) {
        return sql.update("""
                DELETE FROM command WHERE id IN (
                    SELECT id FROM command WHERE closed_at < now() - ? * interval '1 second' AND NOT retained
                    ORDER BY closed_at LIMIT ? FOR UPDATE SKIP LOCKED)""", keep.toSeconds(), STEP);
    }

    /** Whether a step was full, so that there may be more. */
    static boolean isFull(int rows) {
        return rows == STEP;
    }
}

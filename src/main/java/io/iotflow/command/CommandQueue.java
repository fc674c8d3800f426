package io.iotflow.command;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The rows of commands as they are delivered. A node that publishes some has a claim on them, which ends by itself, so
 * that those of a node that died are free again; no two nodes have a claim on the same one.
 */
@Dependent
class CommandQueue {

    /** Longer than a publication may take. */
    static final int CLAIM_SECONDS = 30;

    /** So often an unanswered command is published: a device that never answers must not repeat it for ever. */
    static final int MAX_ATTEMPTS = 5;

    private static final int STEP = 1_000;

    private static final String FREE =
            "state = 'queued' AND expires_at > now() AND (claimed_until IS NULL OR claimed_until < now())";

    private static final String CLAIM = """
            WITH free AS (SELECT id FROM command WHERE %s = ANY (?) AND %s ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
            claimed AS (
                UPDATE command SET claimed_until = now() + ? * interval '1 second' FROM free WHERE command.id = free.id
                RETURNING command.id, command.device, command.topic, command.payload, command.qos)
            SELECT id, device, topic, payload, qos FROM claimed ORDER BY id""";

    private final Sql sql;

    @Inject
    CommandQueue(Sql sql) {
        this.sql = sql;
    }

    /** A queued command that this node may publish now. */
    record Delivery(long id, long device, String topic, String payload, int qos) {

        static Delivery of(ResultSet row) throws SQLException {
            return new Delivery(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getInt(5));
        }
    }

    /** A queued command, and for whom. */
    record Waiting(long id, long device) {}

    /** Queued commands after a row, whether their devices are there or not. */
    List<Waiting> waiting(long after, int max) {
        return sql.list(
                "SELECT id, device FROM command WHERE id > ? AND " + FREE + " ORDER BY id LIMIT ?",
                row -> new Waiting(row.getLong(1), row.getLong(2)),
                after,
                max);
    }

    /** Claims those of these rows that are still free, in their order. */
    List<Delivery> claim(long[] ids) {
        return sql.list(CLAIM.formatted("id", FREE), Delivery::of, ids, ids.length, CLAIM_SECONDS);
    }

    /** Claims queued commands of these devices, in their order. */
    List<Delivery> claimOf(long[] devices, int max) {
        return sql.list(CLAIM.formatted("device", FREE), Delivery::of, devices, max, CLAIM_SECONDS);
    }

    /** The broker has acknowledged these; returns how many became sent. */
    int sent(long[] ids) {
        return sql.update(
                "UPDATE command SET state = 'sent', sent_at = ?, attempts = attempts + 1, claimed_until = NULL"
                        + " WHERE id = ANY (?) AND state = 'queued'",
                Instant.now(),
                ids);
    }

    /** The broker did not take these; anybody may try again. */
    void release(long[] ids) {
        sql.update("UPDATE command SET claimed_until = NULL WHERE id = ANY (?) AND state = 'queued'", ids);
    }

    /** Queues again what devices were sent before they came back, and have not answered. */
    int requeue(Map<Long, Instant> back) {
        List<Long> devices = List.copyOf(back.keySet());
        return sql.update(
                """
                UPDATE command SET state = 'queued', claimed_until = NULL
                FROM unnest(?::bigint[], ?::bigint[]) AS back (device, micros)
                WHERE command.device = back.device AND state = 'sent' AND expires_at > now() AND attempts < ?
                  AND sent_at < timestamptz 'epoch' + micros * interval '1 microsecond'""",
                devices.stream().mapToLong(Long::longValue).toArray(),
                devices.stream()
                        .mapToLong(it -> ChronoUnit.MICROS.between(Instant.EPOCH, back.get(it)))
                        .toArray(),
                MAX_ATTEMPTS);
    }

    /** Closes commands whose time is over, oldest first; returns how many, at most a step. */
    int expire() {
        return sql.update("""
                UPDATE command SET state = 'expired', closed_at = now() WHERE id IN (
                    SELECT id FROM command WHERE state IN ('queued', 'sent') AND expires_at <= now()
                    ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)""", STEP);
    }

    /** Deletes commands that were closed so long ago; returns how many, at most a step. */
    int forget(Duration keep) {
        return sql.update("""
                DELETE FROM command WHERE id IN (
                    SELECT id FROM command WHERE closed_at < now() - ? * interval '1 second'
                    ORDER BY closed_at LIMIT ? FOR UPDATE SKIP LOCKED)""", keep.toSeconds(), STEP);
    }

    /** Whether a step was full, so that there may be more. */
    static boolean isFull(int rows) {
        return rows == STEP;
    }
}

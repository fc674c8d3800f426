package io.iotflow.notify;

import io.iotflow.platform.database.Sql;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may send through which channel now: one sender of all nodes, by a claim that it renews while it sends, and that ends by
 * itself within seconds when its node is gone. No transaction is open while a channel is waited for.
 */
@Singleton
class Claims {

    /** Renewed every few seconds by {@link Upkeep}. */
    static final int CLAIM_SECONDS = 15;

    /** What is to be sent alone is not when so many wait. */
    static final int MOST_ALONE = 10;

    /** The longest that a message which is refused waits while others go first. */
    private static final Duration LONGEST_ASIDE = Duration.ofHours(1);

    private static final String LOCK_DUE = """
            SELECT d.channel, c.type, c.group_wait, d.full_at <= now() + (c.burst - 1) * interval '1 hour' / c.per_hour
            FROM notification_delivery d JOIN notification_channel c ON c.id = d.channel
            WHERE c.enabled AND d.next_attempt_at <= now() AND (d.claimed_until IS NULL OR d.claimed_until < now())
                AND (d.failures = 0 OR ?)
                AND (EXISTS (SELECT FROM notification_message m WHERE m.channel = d.channel AND m.state = 'sending'
                        AND m.next_attempt_at <= now())
                    OR d.full_at <= now() + (c.burst - 1) * interval '1 hour' / c.per_hour
                        AND (SELECT n.created_at FROM notification n WHERE n.channel = d.channel AND n.message_id IS NULL
                            ORDER BY n.id LIMIT 1) <= now() - c.group_wait * interval '1 second')
            ORDER BY d.next_attempt_at, d.channel LIMIT 1 FOR UPDATE OF d SKIP LOCKED""";

    private static final String OPEN = """
            SELECT id, attempts FROM notification_message
            WHERE channel = ? AND state = 'sending' AND next_attempt_at <= now()
            ORDER BY next_attempt_at, created_at LIMIT 1""";

    private static final String GATHER = """
            WITH message AS (
                INSERT INTO notification_message (channel, state, created_at)
                SELECT channel, 'sending', created_at FROM notification WHERE channel = ? AND message_id IS NULL
                ORDER BY id LIMIT 1 RETURNING id),
            part AS (
                SELECT id FROM notification WHERE channel = ? AND message_id IS NULL ORDER BY id LIMIT ?
                FOR UPDATE)
            UPDATE notification SET message_id = message.id FROM part, message WHERE notification.id = part.id
            RETURNING message.id""";

    private final Sql sql;
    private final ChannelKinds kinds;
    private final Set<UUID> underway = ConcurrentHashMap.newKeySet();

    @Inject
    Claims(Sql sql, ChannelKinds kinds) {
        this.sql = sql;
        this.kinds = kinds;
    }

    /**
     * A channel that only this sender may use, and the message that it is to send.
     *
     * @param attempts how often it was tried
     */
    record Claim(UUID id, long channel, UUID message, int attempts) {}

    /**
     * Claims a channel that has something to send; empty where none has.
     *
     * @param isForAll whether also one whose last attempt failed: it may take long
     */
    Optional<Claim> next(boolean isForAll) {
        Optional<Claim> claim = sql.inNewTransaction(() -> sql.first(LOCK_DUE, Due::of, isForAll)
                .flatMap(due -> open(due.channel()).or(() -> gather(due)).map(it -> claimed(due, it))));
        claim.ifPresent(it -> underway.add(it.id()));
        return claim;
    }

    private record Due(long channel, String type, int groupWait, boolean mayGather) {

        static Due of(ResultSet row) throws SQLException {
            return new Due(row.getLong(1), row.getString(2), row.getInt(3), row.getBoolean(4));
        }
    }

    private record Open(UUID message, int attempts) {}

    private Optional<Open> open(long channel) {
        return sql.first(OPEN, row -> new Open(row.getObject(1, UUID.class), row.getInt(2)), channel);
    }

    /** Makes a message of what waits, and takes it from the channel's rate. */
    private Optional<Open> gather(Due due) {
        if (!due.mayGather()) {
            return Optional.empty();
        }
        int most = kinds.get(due.type()).capacity().most();
        int take = due.groupWait() == 0 && most > 1 && waiting(due.channel()) <= MOST_ALONE ? 1 : most;
        Optional<UUID> message =
                sql.first(GATHER, row -> row.getObject(1, UUID.class), due.channel(), due.channel(), take);
        if (message.isPresent()) {
            sql.update("""
                    UPDATE notification_delivery d SET full_at = greatest(full_at, now()) + interval '1 hour' / c.per_hour
                    FROM notification_channel c WHERE c.id = d.channel AND d.channel = ?""", due.channel());
        }
        return message.map(it -> new Open(it, 0));
    }

    private int waiting(long channel) {
        return sql.one(
                "SELECT count(*) FROM (SELECT FROM notification WHERE channel = ? AND message_id IS NULL LIMIT ?) AS w",
                row -> row.getInt(1),
                channel,
                MOST_ALONE + 1);
    }

    private Claim claimed(Due due, Open message) {
        Claim claim = new Claim(UUID.randomUUID(), due.channel(), message.message(), message.attempts());
        sql.update(
                "UPDATE notification_delivery SET claim = ?, claimed_until = now() + ? * interval '1 second' WHERE channel = ?",
                claim.id(),
                CLAIM_SECONDS,
                due.channel());
        return claim;
    }

    /** Keeps this node's claims for some seconds more. */
    void renew() {
        for (UUID it : underway) {
            sql.update(
                    "UPDATE notification_delivery SET claimed_until = now() + ? * interval '1 second' WHERE claim = ?",
                    CLAIM_SECONDS,
                    it);
        }
    }

    /** Nobody keeps this claim any longer; without a word to PostgreSQL it ends by itself. */
    void forget(Claim claim) {
        underway.remove(claim.id());
    }

    /** The message has arrived. */
    void sent(Claim claim) {
        sql.inNewTransaction(() -> {
            close(claim, "sent", null);
            sql.update("""
                    UPDATE notification_delivery SET claim = NULL, claimed_until = NULL, failures = 0, next_attempt_at = now(),
                        last_success_at = now()
                    WHERE channel = ? AND claim = ?""", claim.channel(), claim.id());
            return null;
        });
    }

    /** It has not; the channel pauses and the message is tried again, or it is given up where there is no hope. */
    void failed(Claim claim, SendFailed failure, Duration pause) {
        boolean isHopeless = failure.kind() == SendFailed.Kind.HOPELESS;
        sql.inNewTransaction(() -> {
            if (isHopeless) {
                close(claim, "expired", failure.getMessage());
            } else {
                long aside = failure.kind() == SendFailed.Kind.AWAY
                        ? 0
                        : Math.min(60L << Math.min(claim.attempts(), 10), LONGEST_ASIDE.toSeconds());
                sql.update("""
                        UPDATE notification_message SET attempts = attempts + 1, last_error = ?,
                            next_attempt_at = now() + ? * interval '1 second'
                        WHERE id = ? AND state = 'sending'""", failure.getMessage(), aside, claim.message());
            }
            sql.update(
                    """
                    UPDATE notification_delivery SET claim = NULL, claimed_until = NULL, failures = failures + ?, last_error = ?,
                        last_error_at = now(), next_attempt_at = now() + ? * interval '1 millisecond'
                    WHERE channel = ? AND claim = ?""",
                    isHopeless ? 0 : 1,
                    failure.getMessage(),
                    isHopeless ? 0 : pause.toMillis(),
                    claim.channel(),
                    claim.id());
            return null;
        });
    }

    private void close(Claim claim, String state, String error) {
        sql.update("""
                UPDATE notification_message SET state = ?, attempts = attempts + 1, last_error = coalesce(?, last_error),
                    closed_at = now()
                WHERE id = ? AND state = 'sending'""", state, error, claim.message());
    }
}

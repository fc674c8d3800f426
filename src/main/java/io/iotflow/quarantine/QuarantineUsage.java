package io.iotflow.quarantine;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** How much the quarantine holds, from the counts of its devices, and the steps that make it less. */
@Dependent
class QuarantineUsage {

    /** Names the lock of whoever drops messages: one node at a time. */
    static final long DROPPERS = 0x10F_10FL;

    private static final int STEP = 1_000;

    private static final String OLDER = """
            SELECT id FROM quarantine WHERE received_at < ? ORDER BY received_at, id LIMIT ? FOR UPDATE SKIP LOCKED""";

    /**
     * Of the device that holds the most its oldest, until the excess is gone or it holds no more than the next one; but a
     * quarter of what it holds at least, for else many equal devices would be relieved of one message at a time.
     */
    private static final String LARGEST = """
            SELECT id FROM (
                SELECT id, sum(bytes) OVER (ORDER BY received_at, id) - bytes AS before FROM (
                    SELECT id, received_at, bytes FROM quarantine WHERE coalesce(device_id, '') = (
                        SELECT device_id FROM quarantine_usage ORDER BY bytes DESC, device_id LIMIT 1)
                    ORDER BY received_at, id LIMIT ? FOR UPDATE SKIP LOCKED) AS oldest) AS summed
            WHERE before < (
                SELECT least(?, greatest(max(bytes) - coalesce((array_agg(bytes))[2], 0), max(bytes) / 4)) FROM (
                    SELECT bytes FROM quarantine_usage ORDER BY bytes DESC, device_id LIMIT 2) AS two)""";

    private final Sql sql;

    @Inject
    QuarantineUsage(Sql sql) {
        this.sql = sql;
    }

    /** All that is held. */
    record Held(long messages, long bytes) {}

    /** One row for each device that has messages here, not one for each message. */
    Held held() {
        return sql.one(
                "SELECT coalesce(sum(messages), 0), coalesce(sum(bytes), 0) FROM quarantine_usage",
                row -> new Held(row.getLong(1), row.getLong(2)));
    }

    /** Drops some that are older, oldest first; nothing when another node is at it. */
    Optional<Integer> dropOlder(Instant time) {
        return alone(() -> drop(OLDER, time, STEP));
    }

    /**
     * Drops some of the device that holds the most, oldest first, until the limit is kept or another device holds more: so
     * a flood of one device drives out its own messages.
     */
    Optional<Integer> dropLargest(long maxBytes) {
        return alone(() -> {
            long excess = held().bytes() - maxBytes;
            return excess <= 0 ? 0 : drop(LARGEST, STEP, excess);
        });
    }

    /** Forgets devices that have nothing here any more. */
    void forgetEmpty() {
        sql.update("DELETE FROM quarantine_usage WHERE messages = 0 AND bytes = 0");
    }

    private Optional<Integer> alone(Supplier<Integer> step) {
        return sql.inNewTransaction(() -> {
            boolean isAlone = sql.one("SELECT pg_try_advisory_xact_lock(" + DROPPERS + ")", row -> row.getBoolean(1));
            return isAlone ? Optional.of(step.get()) : Optional.empty();
        });
    }

    private int drop(String wanted, Object... parameters) {
        return sql.list("WITH wanted AS (" + wanted + ")" + Quarantine.REMOVE, row -> row.getLong(1), parameters)
                .size();
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Adds the batches' message counts up, into a number for each device and each minute. */
@Dependent
class MessageCounts {

    /** Names the lock of the one node that adds up. */
    static final long ADDERS = 0x10F_10CL;

    /** How many are added up in one transaction. */
    static final int MAX = 200;

    private static final String ADD_UP = """
            WITH taken AS (
                DELETE FROM telemetry_tally WHERE id IN (SELECT id FROM telemetry_tally ORDER BY id LIMIT %d)
                RETURNING minute, first_id, messages, status_messages, devices, counts, statuses, newest),
            minutes AS (
                INSERT INTO telemetry_minute AS known (minute, messages, statuses, first_id)
                SELECT minute, sum(messages), sum(status_messages), min(first_id) FROM taken GROUP BY minute
                ON CONFLICT (minute) DO UPDATE
                SET messages = known.messages + excluded.messages, statuses = known.statuses + excluded.statuses,
                    first_id = least(known.first_id, excluded.first_id)),
            added AS (
                INSERT INTO telemetry_count AS known (device, messages, statuses, last_reading)
                SELECT one.device, sum(one.messages), coalesce(sum(one.statuses), 0),
                       max(one.newest) FILTER (WHERE one.messages > coalesce(one.statuses, 0))
                FROM taken, unnest(devices, counts, statuses, newest) AS one (device, messages, statuses, newest)
                GROUP BY one.device
                ON CONFLICT (device) DO UPDATE
                SET messages = known.messages + excluded.messages, statuses = known.statuses + excluded.statuses,
                    last_reading = greatest(known.last_reading, excluded.last_reading)
                RETURNING device, messages)
            SELECT (SELECT count(*) FROM taken), ARRAY(SELECT device FROM added WHERE messages = 0)""".formatted(MAX);

    /** A device without messages needs no row; a deleted one leaves none behind. */
    private static final String FORGET = "DELETE FROM telemetry_count WHERE device = ANY (?) AND messages = 0";

    private static final String FORGET_MINUTES = """
            WITH old AS (
                DELETE FROM telemetry_minute
                WHERE minute < now() - interval '26 hours' AND minute > '-infinity' RETURNING messages, statuses)
            INSERT INTO telemetry_minute AS known (minute, messages, statuses)
            SELECT '-infinity', sum(messages), sum(statuses) FROM old HAVING count(*) > 0
            ON CONFLICT (minute) DO UPDATE
            SET messages = known.messages + excluded.messages, statuses = known.statuses + excluded.statuses""";

    private final Sql sql;
    private final MessageFlow flow;

    @Inject
    MessageCounts(Sql sql, MessageFlow flow) {
        this.sql = sql;
        this.flow = flow;
    }

    /** What was added up, and which devices have no messages now. */
    private record Added(int counts, Long[] empty) {}

    /** Adds up at most {@link #MAX} message counts; returns how many there were, 0 also while another node does it. */
    int addUp() {
        return sql.inNewTransaction(() -> isAlone() ? addUpAlone() : 0);
    }

    private int addUpAlone() {
        Added added = sql.one(
                ADD_UP, row -> new Added(row.getInt(1), (Long[]) row.getArray(2).getArray()));
        sql.update(FORGET, (Object) added.empty());
        sql.update(FORGET_MINUTES);
        flow.addUp();
        return added.counts();
    }

    private boolean isAlone() {
        return sql.one("SELECT pg_try_advisory_xact_lock(" + ADDERS + ")", row -> row.getBoolean(1));
    }
}

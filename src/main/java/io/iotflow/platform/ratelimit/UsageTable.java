package io.iotflow.platform.ratelimit;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table through which nodes tell each other what they have given away: one row per node and turn. */
@Dependent
class UsageTable {

    /** One round trip: leave my row, sweep my old ones (and those of the dead), read what others left since. */
    private static final String TURN = """
            WITH mine AS (
                INSERT INTO rate_exchange (node, turn, kinds, subjects, tokens) VALUES (?::uuid, ?, ?, ?, ?)),
            swept AS (
                DELETE FROM rate_exchange
                WHERE node = ?::uuid AND sent_at < now() - interval '30 seconds'
                   OR sent_at < now() - interval '10 minutes')
            SELECT node, turn, kinds, subjects, tokens
            FROM rate_exchange LEFT JOIN unnest(?::uuid[], ?::bigint[]) AS heard (node, last) USING (node)
            WHERE node <> ?::uuid AND turn > coalesce(last, 0) AND sent_at > now() - interval '30 seconds'
            ORDER BY node, turn""";

    private final Sql sql;

    @Inject
    UsageTable(Sql sql) {
        this.sql = sql;
    }

    /** What a node told in one of its turns. */
    record Message(UUID node, long turn, List<UsageReport> usage) {}

    /**
     * Sends this turn's usage, also when there is none: the message is the heartbeat.
     *
     * @param heard each other node's last turn that was read
     */
    List<Message> sync(UUID me, long turn, List<UsageReport> usage, Map<UUID, Long> heard) {
        List<UUID> nodes = List.copyOf(heard.keySet());
        return sql.list(
                TURN,
                UsageTable::message,
                me.toString(),
                turn,
                Columns.texts(usage, it -> it.kind().name()),
                Columns.texts(usage, UsageReport::subject),
                Columns.longs(usage, UsageReport::tokens),
                me.toString(),
                Columns.texts(nodes, UUID::toString),
                Columns.longs(nodes, heard::get),
                me.toString());
    }

    private static Message message(ResultSet row) throws SQLException {
        String[] kinds = (String[]) row.getArray("kinds").getArray();
        String[] subjects = (String[]) row.getArray("subjects").getArray();
        Long[] tokens = (Long[]) row.getArray("tokens").getArray();
        List<UsageReport> usage = new ArrayList<>(kinds.length);
        for (int i = 0; i < kinds.length; i++) {
            if (LimitType.isKnown(kinds[i])) {
                usage.add(new UsageReport(LimitType.valueOf(kinds[i]), subjects[i], tokens[i]));
            }
        }
        return new Message(UUID.fromString(row.getString("node")), row.getLong("turn"), usage);
    }
}

package io.iotflow.platform.ratelimit;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/** The table through which nodes tell each other what they have given away: one row per node and turn. */
@ApplicationScoped
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

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    /** What a node told in one of its turns. */
    record Message(UUID node, long turn, List<UsageReport> usage) {}

    /**
     * Sends this turn's usage, also when there is none: the message is the heartbeat.
     *
     * @param heard each other node's last turn that was read
     */
    List<Message> sync(UUID me, long turn, List<UsageReport> usage, Map<UUID, Long> heard) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(TURN)) {
            List<UUID> nodes = List.copyOf(heard.keySet());
            int i = 1;
            statement.setString(i++, me.toString());
            statement.setLong(i++, turn);
            statement.setArray(
                    i++, array(connection, "text", usage, it -> it.kind().name()));
            statement.setArray(i++, array(connection, "text", usage, UsageReport::subject));
            statement.setArray(i++, array(connection, "bigint", usage, UsageReport::tokens));
            statement.setString(i++, me.toString());
            statement.setArray(i++, array(connection, "text", nodes, UUID::toString));
            statement.setArray(i++, array(connection, "bigint", nodes, heard::get));
            statement.setString(i, me.toString());
            try (ResultSet rows = statement.executeQuery()) {
                List<Message> messages = new ArrayList<>();
                while (rows.next()) {
                    messages.add(message(rows));
                }
                return messages;
            }
        }
    }

    private static <T> java.sql.Array array(
            Connection connection, String type, List<T> items, Function<T, Object> value) throws SQLException {
        return connection.createArrayOf(type, items.stream().map(value).toArray());
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

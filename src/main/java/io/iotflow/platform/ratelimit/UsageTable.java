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
    record Letter(UUID node, long turn, List<UsageReport> news) {}

    /**
     * Sends this turn's news, also when there are none: they are the sign of life.
     *
     * @param heard each other node's last turn that was read
     */
    List<Letter> exchange(UUID me, long turn, List<UsageReport> news, Map<UUID, Long> heard) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(TURN)) {
            List<UUID> nodes = List.copyOf(heard.keySet());
            int i = 1;
            statement.setString(i++, me.toString());
            statement.setLong(i++, turn);
            statement.setArray(
                    i++, array(connection, "text", news, it -> it.kind().name()));
            statement.setArray(i++, array(connection, "text", news, UsageReport::subject));
            statement.setArray(i++, array(connection, "bigint", news, UsageReport::tokens));
            statement.setString(i++, me.toString());
            statement.setArray(i++, array(connection, "text", nodes, UUID::toString));
            statement.setArray(i++, array(connection, "bigint", nodes, heard::get));
            statement.setString(i, me.toString());
            try (ResultSet rows = statement.executeQuery()) {
                List<Letter> letters = new ArrayList<>();
                while (rows.next()) {
                    letters.add(letter(rows));
                }
                return letters;
            }
        }
    }

    private static <T> java.sql.Array array(
            Connection connection, String type, List<T> items, Function<T, Object> value) throws SQLException {
        return connection.createArrayOf(type, items.stream().map(value).toArray());
    }

    private static Letter letter(ResultSet row) throws SQLException {
        String[] kinds = (String[]) row.getArray("kinds").getArray();
        String[] subjects = (String[]) row.getArray("subjects").getArray();
        Long[] tokens = (Long[]) row.getArray("tokens").getArray();
        List<UsageReport> news = new ArrayList<>(kinds.length);
        for (int i = 0; i < kinds.length; i++) {
            if (LimitType.isKnown(kinds[i])) {
                news.add(new UsageReport(LimitType.valueOf(kinds[i]), subjects[i], tokens[i]));
            }
        }
        return new Letter(UUID.fromString(row.getString("node")), row.getLong("turn"), news);
    }
}

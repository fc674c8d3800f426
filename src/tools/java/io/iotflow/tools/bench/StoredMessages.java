package io.iotflow.tools.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What the telemetry log holds of a load.
 *
 * @param rows its rows
 * @param outOfOrder those that were stored after a later one of their device; over HTTP devices share connections, so
 *     some are, and after a lost connection
 * @param sequences the sequence numbers in them, by device id
 */
public record StoredMessages(long rows, long outOfOrder, Map<String, BitSet> sequences) {

    private static final String QUERY = """
            SELECT device.device_id, (log.fields->>'seq')::float8 FROM telemetry log JOIN device ON device.id = log.device
            JOIN series ON series.id = log.series
            WHERE series.measurement = ? ORDER BY log.id""";

    /** Reads all rows of a measurement. */
    public static StoredMessages read(DataSource database, String measurement) throws SQLException {
        Map<String, BitSet> sequences = new HashMap<>();
        long rows = 0;
        long outOfOrder = 0;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false); // PostgreSQL gives parts of a result within a transaction only
            try (PreparedStatement query = connection.prepareStatement(QUERY)) {
                query.setFetchSize(10_000);
                query.setString(1, measurement);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        rows++;
                        BitSet numbers = sequences.computeIfAbsent(row.getString(1), device -> new BitSet());
                        int number = (int) row.getDouble(2);
                        outOfOrder += numbers.length() > number + 1 ? 1 : 0;
                        numbers.set(number);
                    }
                }
            }
            connection.rollback();
        }
        return new StoredMessages(rows, outOfOrder, sequences);
    }

    /** Rows beyond one for each sequence number; must be 0. */
    public long duplicates() {
        return rows - count(sequences);
    }

    /** What was acknowledged and is not stored, by device id; must be empty. */
    public Map<String, BitSet> missing(Map<String, BitSet> acknowledged) {
        Map<String, BitSet> missing = new HashMap<>();
        acknowledged.forEach((device, numbers) -> {
            BitSet rest = (BitSet) numbers.clone();
            rest.andNot(sequences.getOrDefault(device, new BitSet()));
            if (!rest.isEmpty()) {
                missing.put(device, rest);
            }
        });
        return missing;
    }

    /** How many sequence numbers these are. */
    public static long count(Map<String, BitSet> sequences) {
        return sequences.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}

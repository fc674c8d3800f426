package io.iotflow.tools.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The series of a fleet of which each has one, as a row of the log names them; each array has a place for each. */
record Senders(long[] devices, int[] series, int[] tagSets) {

    private static final String QUERY = """
            SELECT count(*) OVER () AS number, series.device, series.id AS series, tag_set.id AS tag_set
            FROM series JOIN tag_set ON tag_set.series = series.id
            WHERE measurement = ? AND series.tags = '{"room": "lab"}' ORDER BY series.id""";

    static Senders of(Connection connection, String measurement) throws SQLException {
        Senders senders = new Senders(new long[0], new int[0], new int[0]);
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, measurement);
            try (ResultSet row = query.executeQuery()) {
                for (int place = 0; row.next(); place++) {
                    if (place == 0) {
                        int number = row.getInt("number");
                        senders = new Senders(new long[number], new int[number], new int[number]);
                    }
                    senders.devices[place] = row.getLong("device");
                    senders.series[place] = row.getInt("series");
                    senders.tagSets[place] = row.getInt("tag_set");
                }
            }
        }
        return senders;
    }

    int number() {
        return devices.length;
    }
}

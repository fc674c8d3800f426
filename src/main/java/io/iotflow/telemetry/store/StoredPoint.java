package io.iotflow.telemetry.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A row of the log as a point: InfluxDB's measurement, tags, fields and time.
 *
 * @param fields values are {@link Double}, {@link Boolean} or {@link String}
 */
public record StoredPoint(Instant time, String measurement, Map<String, Object> fields, Map<String, String> tags) {

    /** Reads rows as {@link PointRows} does. */
    static List<StoredPoint> all(ResultSet rows) throws SQLException {
        PointRows points = new PointRows(rows);
        List<StoredPoint> all = new ArrayList<>();
        while (rows.next()) {
            all.add(points.read());
        }
        return all;
    }
}

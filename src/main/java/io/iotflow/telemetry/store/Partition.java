package io.iotflow.telemetry.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * One partition of the log, as PostgreSQL's catalogue has it.
 *
 * @param table its name, quoted where it must be
 * @param isPast whether it holds all that is older than the others
 * @param end the time before which its messages are
 */
record Partition(String table, boolean isPast, Instant end) {

    private static final String ALL = """
            SELECT part.table::text, part.bounds LIKE '%FROM (MINVALUE)%',
                   substring(part.bounds FROM 'TO \\(''([^'']+)''\\)')::timestamptz AS end
            FROM (SELECT child.oid::regclass AS table, pg_get_expr(child.relpartbound, child.oid) AS bounds
                  FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
                  WHERE inhparent = 'telemetry'::regclass) AS part
            ORDER BY 3""";

    /** All of them, oldest first. */
    static List<Partition> all(Connection connection) throws SQLException {
        List<Partition> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALL)) {
            while (rows.next()) {
                all.add(new Partition(
                        rows.getString(1),
                        rows.getBoolean(2),
                        rows.getObject(3, OffsetDateTime.class).toInstant()));
            }
        }
        return all;
    }
}

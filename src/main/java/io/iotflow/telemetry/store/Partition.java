package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import java.time.Instant;
import java.util.List;

/**
 * One partition of the log, as PostgreSQL's catalogue has it.
 *
 * @param table its name, quoted where it must be
 * @param isPast whether it holds all that is older than the others
 * @param end the time before which its messages are
 */
record Partition(String table, boolean isPast, Instant end) {

    private static final String ALL = "SELECT part::text, is_past, stop FROM telemetry_partitions() ORDER BY stop";

    /** All of them, oldest first. */
    static List<Partition> all(Sql sql) {
        return sql.list(ALL, row -> new Partition(row.getString(1), row.getBoolean(2), Sql.instant(row, 3)));
    }
}

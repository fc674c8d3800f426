package io.iotflow.platform.audit;

import io.iotflow.platform.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The row of a change.
 *
 * @param address null where it was no request
 * @param requestId null where it was no request
 * @param detail JSON
 */
record AuditRecord(
        long id,
        Instant at,
        String actor,
        String role,
        String address,
        String requestId,
        String action,
        String target,
        String detail) {

    /** The columns that {@link #of} reads, in their order. */
    static final String COLUMNS = "id, at, actor, role, address, request_id, action, target, detail";

    static AuditRecord of(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong(1),
                Sql.instant(row, 2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9));
    }
}

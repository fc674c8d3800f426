package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/**
 * Ids in the log's order for rows of other tables: {@link LogTail}'s position passes them when they are committed or never will
 * be, as it does with rows of the log.
 */
@Dependent
public class LogIds {

    /** How many ids one call gives. */
    public static final int BATCH = (int) LogTail.STEP;

    private static final String NEXT = "SELECT pg_current_xact_id(), nextval('telemetry_id')"; // in this order: LogTail

    private final Sql sql;

    @Inject
    public LogIds(Sql sql) {
        this.sql = sql;
    }

    /** The first of {@link #BATCH} ids, which the caller's transaction has for itself. */
    public long next() {
        sql.requireTransaction();
        return sql.one(NEXT, row -> row.getLong(2));
    }
}

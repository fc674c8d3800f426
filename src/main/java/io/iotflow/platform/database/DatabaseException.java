package io.iotflow.platform.database;

import java.sql.SQLException;

/** A statement failed; the cause says why, by its SQLSTATE. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final String UNIQUE_VIOLATION = "23505";

    DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether another row has already what only one may have. */
    public boolean isDuplicate() {
        return getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState());
    }
}

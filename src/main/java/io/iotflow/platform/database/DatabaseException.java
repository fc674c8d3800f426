package io.iotflow.platform.database;

import java.sql.SQLException;

/** A statement failed; the cause says why, by its SQLSTATE. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}

package io.iotflow.telemetry.store;

import java.sql.SQLException;
import java.util.Set;

/** Tells a failure that lies in the data from one of the moment. */
final class DataErrors {

    /** SQLSTATE classes: cardinality violation, data exception, integrity constraint, program limit exceeded. */
    private static final Set<String> OF_THE_DATA = Set.of("21", "22", "23", "54");

    private DataErrors() {}

    static boolean isOfTheData(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return OF_THE_DATA.contains(sql.getSQLState()
                        .substring(0, Math.min(2, sql.getSQLState().length())));
            }
        }
        return false;
    }
}

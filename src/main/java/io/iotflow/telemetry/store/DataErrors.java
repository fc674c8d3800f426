package io.iotflow.telemetry.store;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionalException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Tells a failure that lies in the data, or in our code, from one of the moment. */
final class DataErrors {

    /** SQLSTATE classes: cardinality violation, data exception, integrity constraint, program limit exceeded. */
    private static final Set<String> OF_THE_DATA = Set.of("21", "22", "23", "54");

    /** What the server's transactions and pool throw while PostgreSQL is away, and what no message is to blame for. */
    private static final List<Class<? extends Throwable>> OF_THE_MOMENT = List.of(
            SQLException.class,
            RollbackException.class,
            HeuristicMixedException.class,
            HeuristicRollbackException.class,
            SystemException.class,
            NotSupportedException.class,
            TransactionalException.class,
            OutOfMemoryError.class); // a stack overflow is of the message that is too deep

    private DataErrors() {}

    /** Neither the data nor the moment: it will fail again with the message that it met. */
    static boolean isOurFault(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable one = cause;
            if (OF_THE_MOMENT.stream().anyMatch(it -> it.isInstance(one))) {
                return false;
            }
        }
        return true;
    }

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

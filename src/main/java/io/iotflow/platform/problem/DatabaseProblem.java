package io.iotflow.platform.problem;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a failure of PostgreSQL means for the caller, by its SQLSTATE (PostgreSQL's appendix A). */
final class DatabaseProblem {

    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration COLLISION = Duration.ofSeconds(1);

    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String NO_SUCH_CHARACTER = "22021";

    /** Classes of a connection, of resources and of an operator's intervention. */
    private static final List<String> OUTAGES = List.of("08", "53", "55", "57");

    private DatabaseProblem() {}

    /** The problem; empty where PostgreSQL is not the reason, or says that a statement of ours is wrong. */
    static Optional<Problem> of(Throwable failure) {
        boolean isUnfinished = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return of(sql, failure);
            }
            isUnfinished |= cause instanceof RollbackException
                    || cause instanceof SystemException
                    || cause instanceof HeuristicMixedException
                    || cause instanceof HeuristicRollbackException;
        }
        return isUnfinished
                ? Optional.of(Problem.unavailable(
                        "PostgreSQL did not confirm the change: check whether it was made, and try again.",
                        AWAY,
                        failure))
                : Optional.empty();
    }

    private static Optional<Problem> of(SQLException sql, Throwable failure) {
        String state = sql.getSQLState();
        if (state == null || OUTAGES.stream().anyMatch(state::startsWith)) { // the pool gives none
            return Optional.of(Problem.unavailable(
                    "PostgreSQL does not answer; nothing of this request is acknowledged. Try again.", AWAY, failure));
        }
        if (state.startsWith("40")) { // a deadlock, or a transaction that was rolled back for another
            return Optional.of(Problem.unavailable(
                    "Conflict with a simultaneous change; nothing is changed. Try again.", COLLISION, failure));
        }
        if (state.equals(FOREIGN_KEY_VIOLATION)) {
            return Optional.of(Problem.conflict(
                    "Something that this refers to was deleted at the same time; nothing is changed."));
        }
        if (state.equals(NO_SUCH_CHARACTER)) { // where nobody has looked for one
            return Optional.of(Problem.invalid(
                    "a text of this request",
                    "has a character that none may have here, such as NUL; nothing is changed"));
        }
        return Optional.empty();
    }
}

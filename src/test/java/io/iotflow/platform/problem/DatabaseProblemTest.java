package io.iotflow.platform.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionalException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseProblemTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, 503, 5", "08006, 503, 5", "53300, 503, 5", "57P01, 503, 5", "40001, 503, 1", "40P01, 503, 1"})
    void isWorthAnotherTry(String state, int status, long seconds) {
        Problem problem = DatabaseProblem.of(new IllegalStateException(new SQLException("secret", state)))
                .orElseThrow();

        assertEquals(status, problem.status());
        assertEquals(seconds, problem.retryAfter().orElseThrow().toSeconds());
        assertTrue(!problem.getMessage().contains("secret"));
    }

    @Test
    void isAConflictWhereSomethingWasDeletedMeanwhile() {
        assertEquals(
                409,
                DatabaseProblem.of(new SQLException("", "23503")).orElseThrow().status());
    }

    @Test
    void isABadRequestWhereATextHasWhatPostgresqlCannotKeep() {
        assertEquals(
                400,
                DatabaseProblem.of(new SQLException("", "22021")).orElseThrow().status());
    }

    @Test
    void isNotExplainedWhereAStatementOrTheCodeIsWrong() {
        assertTrue(DatabaseProblem.of(new SQLException("", "42601")).isEmpty());
        assertTrue(DatabaseProblem.of(new TransactionalException("none", new IllegalStateException()))
                .isEmpty());
    }

    @Test
    void saysThatACommitIsUncertain() {
        Problem problem = DatabaseProblem.of(new TransactionalException("commit", new RollbackException()))
                .orElseThrow();

        assertEquals(503, problem.status());
        assertTrue(problem.getMessage().contains("check whether it was made"));
    }

    @Test
    void prefersTheReasonThatPostgresqlGaveForIt() {
        RollbackException rolledBack = new RollbackException();
        rolledBack.initCause(new SQLException("", "40001"));

        Problem problem = DatabaseProblem.of(new TransactionalException("commit", rolledBack))
                .orElseThrow();

        assertEquals(1, problem.retryAfter().orElseThrow().toSeconds());
    }
}

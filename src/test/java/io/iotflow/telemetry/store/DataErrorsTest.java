package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionalException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The codes are those of PostgreSQL's manual, appendix A. */
class DataErrorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"21000", "22021", "22P02", "23505", "23502", "54000"})
    void blamesTheData(String sqlState) {
        assertTrue(DataErrors.isOfTheData(new SQLException("refused", sqlState)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"08006", "40001", "40P01", "42P01", "53100", "53300", "55P03", "57014", "57P01", "58030", "2", ""
            })
    void blamesTheMoment(String sqlState) {
        assertFalse(DataErrors.isOfTheData(new SQLException("not now", sqlState)));
    }

    @Test
    void blamesTheMomentWhereNothingIsKnown() {
        assertFalse(DataErrors.isOfTheData(new SQLException("no state")));
        assertFalse(DataErrors.isOfTheData(new IllegalStateException("no SQL")));
    }

    @Test
    void findsTheCauseBehindTheFrameworks() {
        assertTrue(DataErrors.isOfTheData(
                new RuntimeException(new IllegalStateException(new SQLException("refused", "22003")))));
    }

    @Test
    void looksBehindAnSqlExceptionWithoutAState() {
        SQLException outer = new SQLException("batch failed");
        outer.initCause(new SQLException("refused", "22003"));
        assertTrue(DataErrors.isOfTheData(outer));
    }

    @Test
    void findsAFaultOfOursInWhatIsNeitherOfTheDataNorOfTheMoment() {
        assertTrue(DataErrors.isOurFault(new IllegalStateException("a fault")));
        assertTrue(DataErrors.isOurFault(new IllegalStateException(new StackOverflowError())));
        assertFalse(DataErrors.isOurFault(new IllegalStateException(new SQLException("the pool is empty"))));
        assertFalse(DataErrors.isOurFault(new TransactionalException("commit", new RollbackException())));
        assertFalse(DataErrors.isOurFault(new OutOfMemoryError()));
    }
}

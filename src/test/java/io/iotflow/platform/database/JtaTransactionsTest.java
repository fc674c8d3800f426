package io.iotflow.platform.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a transaction of the server gathers for its end. */
class JtaTransactionsTest {

    private final OpenTransaction transaction = new OpenTransaction();
    private final JtaTransactions transactions = new JtaTransactions(transaction);
    private final List<String> calls = new ArrayList<>();

    @Test
    void callsOnceForAllOfANameAndOnlyAtTheEnd() {
        gather("a", "1");
        gather("b", "2");
        gather("a", "3");
        assertEquals(List.of(), calls);

        transaction.end();

        assertEquals(List.of("a [1, 3]", "b [2]"), calls);
    }

    @Test
    void refusesWhatComesTooLate() {
        gather("a", "1");
        transaction.end();

        assertThrows(IllegalStateException.class, () -> gather("a", "2"));

        assertEquals(List.of("a [1]"), calls);
    }

    @Test
    void refusesWhatComesWhileTheCallIsMade() {
        transactions.gather("a", "1", texts -> gather("a", "2"));

        assertThrows(IllegalStateException.class, transaction::end); // which undoes the transaction
    }

    @Test
    void refusesWhatComesAfterACallThatFailed() {
        transactions.gather("a", "1", texts -> {
            throw new IllegalArgumentException("PostgreSQL went away");
        });
        assertThrows(IllegalArgumentException.class, transaction::end);

        assertThrows(IllegalStateException.class, () -> gather("a", "2"));
    }

    @Test
    void makesTheCallsForWhatComesForTheFirstTimeWhileAnotherCallIsMade() {
        transactions.gather("a", "1", texts -> gather("b", "2"));

        transaction.end();

        assertEquals(List.of("b [2]"), calls);
    }

    private void gather(String name, String text) {
        transactions.gather(name, text, texts -> calls.add(name + " " + texts));
    }

    /** What the server has of one open transaction, and its end as Payara makes it: also what is registered meanwhile. */
    private static final class OpenTransaction implements TransactionSynchronizationRegistry {

        private final Map<Object, Object> resources = new HashMap<>();
        private final List<Synchronization> synchronizations = new ArrayList<>();

        private void end() {
            for (int i = 0; i < synchronizations.size(); i++) {
                synchronizations.get(i).beforeCompletion();
            }
            synchronizations.forEach(it -> it.afterCompletion(Status.STATUS_COMMITTED));
        }

        @Override
        public Object getTransactionKey() {
            return this;
        }

        @Override
        public void putResource(Object key, Object value) {
            resources.put(key, value);
        }

        @Override
        public Object getResource(Object key) {
            return resources.get(key);
        }

        @Override
        public void registerInterposedSynchronization(Synchronization synchronization) {
            synchronizations.add(synchronization);
        }

        @Override
        public int getTransactionStatus() {
            return Status.STATUS_ACTIVE;
        }

        @Override
        public void setRollbackOnly() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean getRollbackOnly() {
            return false;
        }
    }
}

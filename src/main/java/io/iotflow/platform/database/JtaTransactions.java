package io.iotflow.platform.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The server's transactions (JTA), so that SQL and JPA are in the same one, over the same connection. */
@ApplicationScoped
class JtaTransactions implements Transactions {

    @Resource
    private TransactionSynchronizationRegistry registry;

    protected JtaTransactions() {} // CDI, which sets the registry

    JtaTransactions(TransactionSynchronizationRegistry registry) {
        this.registry = registry;
    }

    @Override
    @Transactional
    public <T> T join(Supplier<T> body) {
        return body.get();
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public <T> T begin(Supplier<T> body) {
        return body.get();
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void require() {
        // The interceptor has checked.
    }

    @Override
    public void gather(String name, String text, Consumer<List<String>> atEnd) {
        if (registry.getResource(name) instanceof Gathered earlier) {
            earlier.add(text);
            return;
        }
        Gathered first = new Gathered(atEnd);
        first.add(text);
        registry.registerInterposedSynchronization(first);
        registry.putResource(name, first);
    }

    /** What one transaction has under a name. */
    private static final class Gathered implements Synchronization {

        private final List<String> texts = new ArrayList<>();
        private final Consumer<List<String>> atEnd;
        private boolean isDone;

        private Gathered(Consumer<List<String>> atEnd) {
            this.atEnd = atEnd;
        }

        private void add(String text) {
            if (isDone) {
                throw new IllegalStateException("the transaction is being committed: it is too late to add anything");
            }
            texts.add(text);
        }

        @Override
        public void beforeCompletion() {
            isDone = true;
            atEnd.accept(texts);
        }

        @Override
        public void afterCompletion(int status) {
            // Nothing is left to do.
        }
    }
}

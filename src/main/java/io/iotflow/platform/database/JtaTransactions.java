package io.iotflow.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.function.Supplier;

/** The server's transactions (JTA), so that SQL and JPA are in the same one, over the same connection. */
@ApplicationScoped
class JtaTransactions implements Transactions {

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
}

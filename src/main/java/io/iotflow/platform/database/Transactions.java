package io.iotflow.platform.database;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Begins and ends transactions: the server's in the application, those of a plain connection in tests. */
public interface Transactions {

    /** Runs this in the caller's transaction, or in one of its own. An exception ends the transaction without a trace. */
    <T> T join(Supplier<T> body);

    /** Runs this in a transaction of its own, beside the caller's. An exception ends it without a trace. */
    <T> T begin(Supplier<T> body);

    /** Fails where there is no transaction. */
    void require();

    /**
     * Adds to the list that the caller's transaction has under this name. Who begins the list says what becomes of it: that
     * is done once, just before the commit, and undoes the transaction where it fails. Fails where there is no transaction.
     */
    void gather(String name, String text, Consumer<List<String>> atEnd);
}

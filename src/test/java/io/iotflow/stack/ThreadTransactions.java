package io.iotflow.stack;

import io.iotflow.platform.database.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Transactions of plain connections, in the place of the server's: one at a time for each thread, and those it suspended. */
final class ThreadTransactions implements Transactions, AutoCloseable {

    private final DataSource database;
    private final int max;
    private final Semaphore free;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> inUse = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Deque<Connection>> current = ThreadLocal.withInitial(ArrayDeque::new);
    private final Map<Connection, Map<String, Gathered>> gathered = new ConcurrentHashMap<>(); // of open transactions

    /** With at most so many connections, as a pool has; who finds none waits as long as at the server's. */
    ThreadTransactions(DataSource database, int max) {
        this.database = database;
        this.max = max;
        this.free = new Semaphore(max, true);
    }

    /** Gives the connection of the thread's transaction, or one for a statement of its own. */
    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> handle());
    }

    private Connection handle() throws SQLException {
        Connection ofTransaction = current.get().peek();
        if (ofTransaction != null && !inUse.add(ofTransaction)) {
            throw new IllegalStateException(
                    "a connection is open: the server would give one that is in no transaction");
        }
        Connection connection = ofTransaction == null ? take() : ofTransaction;
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("close")) {
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                    if (ofTransaction == null) {
                        giveBack(connection);
                    } else {
                        inUse.remove(ofTransaction);
                    }
                    return null;
                });
    }

    @Override
    public <T> T join(Supplier<T> body) {
        return current.get().isEmpty() ? begin(body) : body.get();
    }

    @Override
    public <T> T begin(Supplier<T> body) {
        try {
            Connection connection = take();
            connection.setAutoCommit(false);
            current.get().push(connection);
            boolean isDone = false;
            try {
                T result = body.get();
                gathered.getOrDefault(connection, Map.of()).values().forEach(it -> it.atEnd.accept(it.texts));
                connection.commit();
                isDone = true;
                return result;
            } finally {
                current.get().pop();
                gathered.remove(connection);
                if (!isDone && !connection.isClosed()) {
                    connection.rollback();
                }
                giveBack(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void require() {
        if (current.get().isEmpty()) {
            throw new IllegalStateException("there is no transaction");
        }
    }

    @Override
    public void gather(String name, String text, Consumer<List<String>> atEnd) {
        require();
        gathered.computeIfAbsent(current.get().peek(), it -> new LinkedHashMap<>())
                .computeIfAbsent(name, it -> new Gathered(new ArrayList<>(), atEnd))
                .texts
                .add(text);
    }

    private record Gathered(List<String> texts, Consumer<List<String>> atEnd) {}

    /** How many connections are in use at this moment. */
    int inUse() {
        return max - free.availablePermits();
    }

    private Connection take() throws SQLException {
        try {
            if (!free.tryAcquire(5, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("no connection was free within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException(e);
        }
        Connection free = idle.poll();
        return free == null ? database.getConnection() : free;
    }

    private void giveBack(Connection connection) throws SQLException {
        free.release();
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
            idle.push(connection);
        }
    }

    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

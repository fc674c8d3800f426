package io.iotflow.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * SQL for all modules. A statement runs in the caller's transaction, or is one of its own where the caller has none.
 * Parameters in the order of their question marks: texts, numbers, booleans, bytes, instants, arrays of these
 * ({@link Columns}), or null. A failure is a {@link DatabaseException}.
 */
public final class Sql {

    private final DataSource dataSource;
    private final Transactions transactions;
    private final int timeoutSeconds;
    private final int fetchSize;
    private final int networkTimeoutMillis;

    public Sql(DataSource dataSource, Transactions transactions) {
        this(dataSource, transactions, 0, 0, 0);
    }

    private Sql(
            DataSource dataSource,
            Transactions transactions,
            int timeoutSeconds,
            int fetchSize,
            int networkTimeoutMillis) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.timeoutSeconds = timeoutSeconds;
        this.fetchSize = fetchSize;
        this.networkTimeoutMillis = networkTimeoutMillis;
    }

    /** Reads the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Reads all rows; stands before the first one. */
    @FunctionalInterface
    public interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** Writes rows, in order. */
    @FunctionalInterface
    public interface Copy {
        void write(CopyRows rows) throws SQLException;
    }

    /** The same for queries that PostgreSQL ends after so long, at least a second, and that read so many rows at a time. */
    public Sql within(Duration timeout, int rowsAtATime) {
        return new Sql(
                dataSource, transactions, (int) Math.max(1, timeout.toSeconds()), rowsAtATime, networkTimeoutMillis);
    }

    /** The same for statements that may take longer than the connections otherwise wait for an answer. */
    public Sql waiting(Duration longest) {
        return new Sql(dataSource, transactions, timeoutSeconds, fetchSize, Math.toIntExact(longest.toMillis()));
    }

    /** Runs this in the caller's transaction, or in one of its own where the caller has none. */
    public <T> T inTransaction(Supplier<T> body) {
        return transactions.join(body);
    }

    /** Runs this in a transaction of its own, whatever becomes of the caller's. */
    public <T> T inNewTransaction(Supplier<T> body) {
        return transactions.begin(body);
    }

    /** Fails where the caller has no transaction: what follows would mean nothing in one of its own. */
    public void requireTransaction() {
        transactions.require();
    }

    /** The rows of a query, or of a change with RETURNING. */
    public <T> List<T> list(String sql, Row<T> reader, Object... parameters) {
        return read(sql, rows -> all(rows, reader), parameters);
    }

    private static <T> List<T> all(ResultSet rows, Row<T> reader) throws SQLException {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
            all.add(reader.read(rows));
        }
        return all;
    }

    /**
     * The rows of a query behind a call without parameters, in one round trip and one transaction. The query sees what was
     * committed while the call waited.
     */
    public <T> List<T> listAfter(String call, String sql, Row<T> reader, Object... parameters) {
        return run(call + ";" + sql, parameters, statement -> {
            statement.execute();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return all(rows, reader);
            }
        });
    }

    /** The same with a statement that was put together. */
    public <T> List<T> list(SqlText sql, Row<T> reader) {
        return list(sql.text(), reader, sql.parameters());
    }

    /** The first row, where there is one. */
    public <T> Optional<T> first(String sql, Row<T> reader, Object... parameters) {
        return read(sql, rows -> rows.next() ? Optional.ofNullable(reader.read(rows)) : Optional.empty(), parameters);
    }

    /** The row of a query that always has one. */
    public <T> T one(String sql, Row<T> reader, Object... parameters) {
        return first(sql, reader, parameters).orElseThrow();
    }

    /** What a reader makes of all rows, as they come. */
    public <T> T read(String sql, Rows<T> reader, Object... parameters) {
        return run(sql, parameters, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        });
    }

    /** The same with a statement that was put together. */
    public <T> T read(SqlText sql, Rows<T> reader) {
        return read(sql.text(), reader, sql.parameters());
    }

    /** Changes rows, and returns how many; or runs what has no result. */
    public int update(String sql, Object... parameters) {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    /** Sends rows to a {@code COPY ... FROM STDIN} in the binary form. */
    public void copy(String sql, Copy rows) {
        withConnection(connection -> {
            try (CopyRows copy = new CopyRows(connection, sql)) {
                rows.write(copy);
                return copy.end();
            }
        });
    }

    /** Calls a function of PostgreSQL for what it does, not for what it returns. */
    public void call(String sql, Object... parameters) {
        run(sql, parameters, PreparedStatement::execute);
    }

    /**
     * Calls this, whose only parameter is an array of texts, once before the caller's transaction commits: with all texts that
     * came with the same call in it. Fails where the caller has no transaction.
     */
    public void callAtEnd(String sql, String text) {
        transactions.gather(sql, text, texts -> call(sql, (Object) texts.toArray(String[]::new)));
    }

    /** A time of a row; null where it is. */
    public static Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** One connection at a time: while one is open, the server would give another one, which is in no transaction. */
    private <T> T withConnection(Use<T> use) {
        try (Connection connection = dataSource.getConnection()) {
            if (networkTimeoutMillis == 0) {
                return use.of(connection);
            }
            int usual = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
            try {
                return use.of(connection);
            } finally {
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private <T> T run(String sql, Object[] parameters, Execution<T> execution) {
        return withConnection(connection -> run(connection, sql, parameters, execution));
    }

    private <T> T run(Connection connection, String sql, Object[] parameters, Execution<T> execution)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (timeoutSeconds > 0) {
                statement.setQueryTimeout(timeoutSeconds);
                statement.setFetchSize(fetchSize);
            }
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, value(connection, parameters[i]));
            }
            return execution.of(statement);
        }
    }

    private static Object value(Connection connection, Object parameter) throws SQLException {
        if (parameter instanceof Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
        return parameter instanceof String[] texts ? connection.createArrayOf("text", texts) : parameter;
    }

    private interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}

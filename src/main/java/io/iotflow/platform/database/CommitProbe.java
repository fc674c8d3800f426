package io.iotflow.platform.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tries to commit and says within a bounded time what hinders it. One try at a time: as long as one hangs nothing more is
 * begun, so that a server that does not answer costs one thread and one connection.
 */
final class CommitProbe {

    /** Something that writes and commits. */
    interface Write {
        void commit() throws SQLException;
    }

    private static final String SILENT = "no commit in time: PostgreSQL hangs, or no connection to it is free";

    private final Write write;
    private final Executor executor;
    private final Duration patience;
    private CompletableFuture<Optional<String>> running;

    CommitProbe(Write write, Executor executor, Duration patience) {
        this.write = write;
        this.executor = executor;
        this.patience = patience;
    }

    /** Why nothing can be committed now, in words that say nothing of where the database is; empty when it can. */
    Optional<String> problem() {
        try {
            return current().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(SILENT);
        } catch (ExecutionException | RejectedExecutionException e) {
            return Optional.of("no thread to ask PostgreSQL");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** The try that is under way, or a new one. */
    private synchronized CompletableFuture<Optional<String>> current() {
        if (running == null || running.isDone()) {
            running = CompletableFuture.supplyAsync(this::tried, executor);
        }
        return running;
    }

    private Optional<String> tried() {
        try {
            write.commit();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(reason(e));
        }
    }

    /** PostgreSQL's class of errors: its text may quote names and values. */
    private static String reason(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "53100" -> "disk full";
            case "53300" -> "too many connections";
            case "25006" -> "read only";
            case "57P01", "57P02", "57P03" -> "shutting down or starting";
            default -> state.isEmpty() || state.startsWith("08") ? "no connection" : "no commit, SQLSTATE " + state;
        };
    }
}

package io.iotflow.tools.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Starts parts side by side and says when each is there. */
final class Starter {

    private final Parts parts;
    private final Terminal terminal;

    Starter(Parts parts, Terminal terminal) {
        this.parts = parts;
        this.terminal = terminal;
    }

    <T> CompletableFuture<T> begin(Supplier<T> start) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(start.get());
                    } catch (RuntimeException | LinkageError e) {
                        result.completeExceptionally(e);
                    }
                },
                "start");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    <T extends AutoCloseable> T run(String name, Supplier<T> start, Function<T, String> description) {
        Instant begin = Instant.now();
        T part = parts.start(name, start);
        terminal.done(description.apply(part), Duration.between(begin, Instant.now()));
        return part;
    }

    /** Waits for all; throws the first failure without waiting for the rest. */
    void awaitAll(CompletableFuture<?>... starts) {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        for (CompletableFuture<?> start : starts) {
            start.whenComplete((part, failure) -> {
                if (failure != null) {
                    failed.completeExceptionally(failure);
                }
            });
        }
        try {
            CompletableFuture.anyOf(CompletableFuture.allOf(starts), failed).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new StartException(e.getCause().toString(), e);
        }
    }
}

package io.iotflow.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What is on its way to the broker, and how it ended, until that is written down. */
final class Publications {

    private final AtomicInteger underway = new AtomicInteger();
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();

    /** Publications that somebody waits for together. */
    record Round(AtomicInteger left, CompletableFuture<Void> done) {}

    private record Ended(Round round, long[] rows, boolean taken) {}

    /** Begins a round of so many; {@code done} is completed when how they ended is written down. */
    Round begin(int publications, CompletableFuture<Void> done) {
        if (publications == 0) {
            done.complete(null);
        }
        underway.addAndGet(publications);
        return new Round(new AtomicInteger(publications), done);
    }

    /** One has ended: the broker took it for these rows, or not. */
    void end(Round round, long[] rows, boolean taken) {
        ended.add(new Ended(round, rows, taken));
    }

    /** How many have begun whose end is not written down. */
    int underway() {
        return underway.get();
    }

    /** Writes down what has ended; what cannot be written now is written with the next ones. */
    void finish(Consumer<long[]> taken, Consumer<long[]> failed) {
        List<Ended> now = new ArrayList<>();
        for (Ended next = ended.poll(); next != null; next = ended.poll()) {
            now.add(next);
        }
        try {
            write(now, true, taken);
            write(now, false, failed);
        } catch (RuntimeException | Error e) {
            ended.addAll(now);
            throw e;
        }
        underway.addAndGet(-now.size());
        now.stream()
                .map(Ended::round)
                .filter(it -> it.left().decrementAndGet() == 0)
                .forEach(it -> it.done().complete(null));
    }

    private static void write(List<Ended> all, boolean taken, Consumer<long[]> writer) {
        long[] rows = all.stream()
                .filter(it -> it.taken() == taken)
                .flatMapToLong(it -> Arrays.stream(it.rows()))
                .toArray();
        if (rows.length > 0) {
            writer.accept(rows);
        }
    }
}

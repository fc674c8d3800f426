package io.iotflow.telemetry.store;

import io.iotflow.platform.task.SpareThreads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An answer of many series in portions, each of which is a statement of its own. The caller's thread reads them one after the other;
 * spare threads read the next ones meanwhile, so that an answer uses more than one core of PostgreSQL's machine.
 */
final class FleetPortions {

    /** About so many rows are one portion. */
    static final int ROWS = 15_000;

    private static final int FEWEST_DEVICES = 25;
    private static final int MOST_DEVICES = 5_000;

    /** Of a large answer: each begins a statement and a transaction. */
    private static final int MOST_PORTIONS = 20;

    private static final int CHUNK = 1_000;
    private static final int CHUNKS_AHEAD = 3 * ROWS / CHUNK; // of a portion
    private static final int PORTIONS_AHEAD = 2; // in memory, of each spare thread
    private static final int EVERYTHING = Integer.MAX_VALUE / 2;

    private final List<Portion> portions;
    private final Reader reader;
    private final ReadWriteLock helping =
            new ReentrantReadWriteLock(); // read by helpers, written by the end of the question
    private volatile boolean isOver;

    /** Reads the rows of some of the devices, at most so many. */
    @FunctionalInterface
    interface Reader {
        void read(FleetQuery portion, long rows, Consumer<FleetRow> into);
    }

    FleetPortions(List<FleetQuery> queries, Reader reader) {
        this.portions = queries.stream().map(Portion::new).toList();
        this.reader = reader;
    }

    /** The query in the order of its buckets, some of them at a time; itself where it is small. */
    static List<FleetQuery> of(FleetQuery query, int windows) {
        int some = Math.max(FEWEST_DEVICES, query.devices().length / MOST_PORTIONS);
        int size = Math.max(some, Math.min(ROWS / windows, MOST_DEVICES));
        int[] ordered = IntStream.range(0, query.devices().length)
                .boxed()
                .sorted((one, other) -> Integer.compare(query.buckets()[one], query.buckets()[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<FleetQuery> portions = new ArrayList<>();
        for (int begin = 0; begin < ordered.length; ) {
            int end = Math.min(ordered.length, begin + size);
            while (end < ordered.length && query.buckets()[ordered[end]] == query.buckets()[ordered[end - 1]]) {
                end++; // a bucket is one series
            }
            portions.add(query.of(Arrays.copyOfRange(ordered, begin, end)));
            begin = end;
        }
        return portions;
    }

    /** Ends a statement whose rows nobody wants any more. */
    private static final class Over extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Over() {
            super(null, null, false, false);
        }
    }

    /** One that may be read ahead. */
    private final class Portion {

        private final FleetQuery query;
        private final BlockingQueue<List<FleetRow>> chunks = new LinkedBlockingQueue<>(); // an empty one is the end
        private final Semaphore space = new Semaphore(CHUNKS_AHEAD);
        private List<FleetRow> chunk = new ArrayList<>();
        private final AtomicBoolean taken = new AtomicBoolean();
        private RuntimeException failure; // seen behind the end

        Portion(FleetQuery query) {
            this.query = query;
        }

        /** Whether it is the calling thread's to read: the first one's. */
        boolean take() {
            return taken.compareAndSet(false, true);
        }

        void readAhead(long rows) {
            try {
                reader.read(query, rows, this::add);
                hand();
            } catch (RuntimeException e) {
                failure = e;
            } finally {
                chunks.add(List.of());
            }
        }

        private void add(FleetRow row) {
            chunk.add(row);
            if (chunk.size() == CHUNK) {
                hand();
            }
        }

        private void hand() {
            if (chunk.isEmpty()) {
                return;
            }
            acquire(space);
            chunks.add(chunk);
            chunk = new ArrayList<>(CHUNK);
        }

        void drain(Consumer<FleetRow> into) {
            for (List<FleetRow> next = next(); !next.isEmpty(); next = next()) {
                space.release();
                next.forEach(into);
            }
            if (failure != null) {
                throw failure;
            }
        }

        private List<FleetRow> next() {
            try {
                return chunks.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while it waited for rows", e);
            }
        }
    }

    /**
     * Hands on at most so many rows. The threads take the portions in turn; who comes first is the caller's. It reads what a
     * spare thread has not begun when its turn comes, so that it never waits for one that does not begin.
     */
    void read(long rows, SpareThreads spare, Consumer<FleetRow> into) {
        SpareThreads.Taken helpers = spare.take(portions.size() - 1);
        int threads = 1 + helpers.count();
        List<Semaphore> ahead = Stream.generate(() -> new Semaphore(PORTIONS_AHEAD))
                .limit(threads)
                .toList();
        long[] left = {rows};
        Consumer<FleetRow> wanted = row -> {
            if (left[0]-- > 0) {
                into.accept(row);
            }
        };
        try {
            helpers.run(number -> helpUnlessOver(number, threads, ahead.get(number), rows));
            for (int i = 0; i < portions.size() && left[0] > 0; i++) {
                Portion portion = portions.get(i);
                if (portion.take()) {
                    reader.read(portion.query, left[0], wanted);
                } else {
                    portion.drain(wanted);
                    ahead.get(i % threads).release();
                }
            }
        } finally { // nothing of the question goes on behind its back
            isOver = true;
            ahead.forEach(it -> it.release(EVERYTHING));
            portions.forEach(it -> it.space.release(EVERYTHING));
            helping.writeLock().lock(); // for ever; a statement's time-out at most until it is had
        }
    }

    /** On a spare thread, which may begin when all is over. */
    private void helpUnlessOver(int number, int threads, Semaphore ahead, long rows) {
        if (helping.readLock().tryLock()) {
            try {
                help(number, threads, ahead, rows);
            } finally {
                helping.readLock().unlock();
            }
        }
    }

    private void help(int number, int threads, Semaphore ahead, long rows) {
        for (int i = number; i < portions.size() && !isOver; i += threads) {
            try {
                acquire(ahead);
            } catch (Over e) {
                return;
            }
            if (portions.get(i).take()) {
                portions.get(i).readAhead(rows);
            } else {
                ahead.release();
            }
        }
    }

    private void acquire(Semaphore permits) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Over();
        }
        if (isOver) {
            throw new Over();
        }
    }
}

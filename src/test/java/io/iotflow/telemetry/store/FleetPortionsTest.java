package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.task.SpareThreads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FleetPortionsTest {

    private static final int PORTIONS = 40;
    private static final int ROWS = 2_500; // of each

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void handsOnAllRowsInOrder(int spare) {
        List<FleetRow> rows = read(PORTIONS, Long.MAX_VALUE, spare, this::all);

        assertEquals(
                IntStream.range(0, PORTIONS * ROWS).boxed().toList(),
                rows.stream().map(FleetPortionsTest::number).toList());
    }

    @Test
    void spareThreadsReadAhead() {
        CountDownLatch other = new CountDownLatch(1);

        List<FleetRow> rows = read(2, Long.MAX_VALUE, 1, (portion, most, into) -> {
            if (portion.buckets()[0] == 0) {
                await(other); // until the other portion is read
            }
            all(portion, most, into);
            other.countDown();
        });

        assertEquals(2 * ROWS, rows.size());
    }

    @Test
    void readsAheadNoMoreThanFitsIntoMemory() {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();

        new FleetPortions(portions(PORTIONS), (portion, rows, into) -> {
                    most.accumulateAndGet(begun.get() + 1 - seen.get() / ROWS, Math::max);
                    all(portion, rows, into);
                })
                .read(Long.MAX_VALUE, new SpareThreads(threads, 3), row -> seen.incrementAndGet());

        assertEquals(PORTIONS, begun.get());
        assertTrue(most.get() <= 2 + 3 * 2, most + " portions were begun and not handed on");
    }

    @Test
    void aPortionThatDoesNotFitIntoMemoryComesAsItIsRead() {
        int many = 10 * FleetPortions.ROWS;

        List<FleetRow> rows = read(3, Long.MAX_VALUE, 3, (portion, most, into) -> {
            for (int i = 0; i < many; i++) {
                into.accept(row(portion.buckets()[0] * many + i));
            }
        });

        assertEquals(
                IntStream.range(0, 3 * many).boxed().toList(),
                rows.stream().map(FleetPortionsTest::number).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void handsOnNoMoreThanIsWanted(int spare) {
        int wanted = 3 * ROWS + 7;

        List<FleetRow> rows = read(PORTIONS, wanted, spare, this::all);

        assertEquals(wanted, rows.size());
        assertEquals(wanted - 1, number(rows.get(wanted - 1)));
        assertEquals(0, reading.get(), "a statement goes on");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aPortionThatFailsIsTheAnswersFailure(int spare) {
        RuntimeException failure = new IllegalArgumentException("away");

        RuntimeException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> read(PORTIONS, Long.MAX_VALUE, spare, (portion, most, into) -> {
                    all(portion, most, into);
                    if (portion.buckets()[0] == 5) {
                        throw failure;
                    }
                }));

        assertSame(failure, thrown);
        assertEquals(0, reading.get(), "a statement goes on");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void whenTheReaderIsGoneAllStatementsEnd(int spare) {
        AtomicInteger seen = new AtomicInteger();

        assertThrows(
                IllegalStateException.class,
                () -> new FleetPortions(portions(PORTIONS), this::all)
                        .read(Long.MAX_VALUE, new SpareThreads(threads, spare), row -> {
                            if (seen.incrementAndGet() > ROWS) {
                                throw new IllegalStateException("gone");
                            }
                        }));

        assertEquals(0, reading.get(), "a statement goes on");
    }

    @Test
    void whenTheApplicationEndsTheAnswerFailsAndNothingGoesOn() {
        AtomicInteger started = new AtomicInteger();
        SpareThreads one = new SpareThreads(
                work -> {
                    if (started.getAndIncrement() > 0) {
                        throw new RejectedExecutionException("ended");
                    }
                    threads.execute(work);
                },
                3);

        assertThrows(
                RejectedExecutionException.class,
                () -> new FleetPortions(portions(PORTIONS), this::all).read(Long.MAX_VALUE, one, row -> {}));

        assertEquals(0, reading.get(), "a statement goes on");
    }

    @Test
    void aThreadThatNeverBeginsHoldsNothingUp() {
        List<FleetRow> rows = new ArrayList<>();

        new FleetPortions(portions(PORTIONS), this::all)
                .read(Long.MAX_VALUE, new SpareThreads(work -> {}, 3), rows::add);

        assertEquals(PORTIONS * ROWS, rows.size());
    }

    @Test
    void whatBeginsWhenAllIsOverReadsNothing() {
        List<Runnable> late = new ArrayList<>();
        new FleetPortions(portions(PORTIONS), this::all)
                .read(PORTIONS * ROWS / 2, new SpareThreads(late::add, 3), row -> {});
        int before = begun.get();

        late.forEach(Runnable::run);

        assertEquals(before, begun.get());
    }

    @Test
    void spareThreadsAreFreeAgainAfterAFailure() {
        SpareThreads one = new SpareThreads(threads, 1);

        for (int i = 0; i < 3; i++) {
            assertThrows(
                    IllegalStateException.class,
                    () -> new FleetPortions(portions(PORTIONS), this::all).read(Long.MAX_VALUE, one, row -> {
                        throw new IllegalStateException("gone");
                    }));
        }
        SpareThreads.Taken taken = one.take(1);
        while (taken.count() == 0) {
            Thread.onSpinWait(); // the thread gives itself back behind its work
            taken = one.take(1);
        }
        CountDownLatch ran = new CountDownLatch(1);
        taken.run(number -> ran.countDown());
        await(ran);
    }

    @Test
    void aBucketIsInOnePortion() {
        int[] buckets = IntStream.range(0, 600).map(it -> (it * 7 % 600) / 10).toArray();
        FleetQuery query = query(LongStream.range(0, 600).toArray(), buckets);

        List<FleetQuery> portions = FleetPortions.of(query, FleetPortions.ROWS);

        int[] all =
                portions.stream().flatMapToInt(it -> IntStream.of(it.buckets())).toArray();
        assertArrayEquals(IntStream.of(buckets).sorted().toArray(), all);
        assertEquals(
                600,
                portions.stream()
                        .flatMapToLong(it -> LongStream.of(it.devices()))
                        .distinct()
                        .count());
        assertEquals(
                60,
                portions.stream()
                        .mapToLong(it -> IntStream.of(it.buckets()).distinct().count())
                        .sum());
        assertEquals(20, portions.size(), "25 devices, and the rest of their last bucket");
    }

    @Test
    void fewWindowsOfManyDevicesAreOnePortion() {
        FleetQuery query = query(
                LongStream.range(0, 5_000).toArray(), IntStream.range(0, 5_000).toArray());

        assertEquals(1, FleetPortions.of(query, 1).size());
        assertEquals(10, FleetPortions.of(query, 30).size());
        assertEquals(20, FleetPortions.of(query, FleetPortions.ROWS).size(), "many windows of many devices are 20");
    }

    private List<FleetRow> read(int portions, long rows, int spare, FleetPortions.Reader reader) {
        List<FleetRow> all = new ArrayList<>();
        new FleetPortions(portions(portions), reader).read(rows, new SpareThreads(threads, spare), all::add);
        return all;
    }

    private void all(FleetQuery portion, long most, Consumer<FleetRow> into) {
        begun.incrementAndGet();
        reading.incrementAndGet();
        try {
            for (int i = 0; i < Math.min(most, ROWS); i++) {
                into.accept(row(portion.buckets()[0] * ROWS + i));
            }
        } finally {
            reading.decrementAndGet();
        }
    }

    private static List<FleetQuery> portions(int count) {
        return IntStream.range(0, count)
                .mapToObj(it -> query(new long[] {it}, new int[] {it}))
                .toList();
    }

    private static FleetQuery query(long[] devices, int[] buckets) {
        return new FleetQuery(
                devices,
                buckets,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static FleetRow row(int number) {
        return new FleetRow(0, "m", "f", List.of(), Instant.EPOCH, List.of(number));
    }

    private static int number(FleetRow row) {
        return (Integer) row.values().get(0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

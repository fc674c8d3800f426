package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.database.SqlText;
import io.iotflow.stack.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In which window PostgreSQL puts a time, beside what the bounds say. */
class WindowSqlDbTest {

    private static final long ORIGIN = 1_773_000_000_123_456L; // microseconds

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void windowsOfOneLength() {
        assertSame(0, 1_000, 2_000, 3_000, 4_000); // of a millisecond
        assertSame(0, 3_600_000_000L, 7_200_000_000L, 10_800_000_000L);
    }

    @Test
    void theFirstAndTheLastOneMayBeShorter() {
        assertSame(0, 1, 60_000_001, 120_000_001, 120_000_002);
        assertSame(0, 7, 10);
        assertSame(0, 3, 10);
        assertSame(0, 5_000_000);
    }

    @Test
    void windowsOfSeveralLengths() {
        assertSame(0, 24, 48, 71, 95); // as days in which the clock changes
        assertSame(0, 30, 40, 50); // the first one is longer
        assertSame(0, 10, 20, 50);
    }

    @Test
    void anyYearsInWindowsOfSeconds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            long length = 1 + random.nextLong(100_000_000_000L);
            long[] bounds = LongStream.range(0, 200).map(it -> it * length).toArray();
            assertSame(bounds);
        }
    }

    private static void assertSame(long... offsets) {
        long[] bounds = Arrays.stream(offsets).map(it -> ORIGIN + it).toArray();
        List<Instant> times = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < bounds.length - 1; i++) {
            for (long micros : List.of(bounds[i], (bounds[i] + bounds[i + 1]) / 2, bounds[i + 1] - 1)) {
                times.add(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
                expected.add(i + 1);
            }
        }
        WindowSql windows = WindowSql.of(bounds);
        SqlText each = new SqlText("WITH bound AS (SELECT ?::timestamptz[] AS bounds) SELECT ", (Object)
                        texts(Arrays.stream(bounds)
                                .mapToObj(it -> Instant.EPOCH.plus(it, ChronoUnit.MICROS))
                                .toList()))
                .add(windows.number("bin"))
                .add(" FROM unnest(?::timestamptz[]) WITH ORDINALITY AS one(time, n)", (Object) texts(times))
                .add(" CROSS JOIN LATERAL (SELECT ")
                .add(windows.of("time"))
                .add(" AS bin) AS binned ORDER BY n");

        assertEquals(expected, database.sql().list(each, row -> row.getInt(1)), Arrays.toString(offsets));
    }

    private static String[] texts(List<Instant> times) {
        return times.stream().map(Instant::toString).toArray(String[]::new);
    }
}

package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.web.Page;
import io.iotflow.presence.TestPresence;
import io.iotflow.refusal.TestRefusals;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of a large fleet are those that looking for all, sorting and counting gives. */
class LargeFleetDbTest {

    private static final int COUNTED = 100;

    private TestDatabase database;
    private DeviceSearch plain;
    private DeviceSearch large;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        List<DeviceColumns> modules =
                List.of(new TestPresence(database.sql()).columns(), TestLog.columns(), TestRefusals.columns());
        plain = new DeviceSearch(database.sql(), modules, Integer.MAX_VALUE, 0, DeviceSearch.SAMPLE);
        large = new DeviceSearch(database.sql(), modules, 0, COUNTED, new Sample(100, 5));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyListIsTheSame(int seed) {
        Random random = new Random(seed);
        fill(random, 1_000 + random.nextInt(500));
        for (int i = 0; i < 150; i++) {
            DeviceFilter filter = filter(random);
            DeviceOrder order = DeviceOrder.of(
                    Optional.of(one(random, DeviceOrder.COLUMNS)), Optional.of(one(random, DeviceOrder.DIRECTIONS)));
            Page page = page(random);
            requireTheSame(filter, order, page);
        }
    }

    @Test
    void aTotalIsExactUpToABoundAndBeyondItWhereItIsKnown() {
        fill(new Random(7), 200);

        assertTrue(found(given(Optional.empty(), Optional.empty(), Optional.empty()))
                .isExact());
        assertTrue(found(given(Optional.of("active"), Optional.empty(), Optional.empty()))
                .isExact());
        assertTrue(found(given(Optional.empty(), Optional.of("hall 1"), Optional.empty()))
                .isExact());
        DeviceSearch.Found all = found(given(Optional.empty(), Optional.empty(), Optional.of("device")));
        assertEquals(COUNTED, all.total());
        assertEquals(false, all.isExact());
        assertTrue(found(given(Optional.empty(), Optional.empty(), Optional.of("nobody")))
                .isExact());
    }

    @Test
    void whatMeansSomethingInAPatternIsSearchedForAsItIs() {
        database.addDevice("a_b");
        database.addDevice("axb");
        database.sql().update("UPDATE device SET description = '100 % \\' WHERE device_id = 'axb'");

        for (DeviceSearch search : List.of(plain, large)) {
            assertEquals(List.of(1L), ids(search, "A_B"));
            assertEquals(List.of(2L), ids(search, "0 % \\"));
            assertEquals(List.of(), ids(search, "a%b"));
        }
    }

    @Test
    void textsAreFoundByAnIndexAndWithoutTheExtensionToo() {
        fill(new Random(9), 100);

        assertEquals(
                1,
                database.number(
                        "SELECT count(*) FROM pg_index WHERE indexrelid = 'device_search'::regclass AND indisvalid"));
        List<Long> found = ids(large, "sensor 4");
        database.asSuperuser("DROP EXTENSION pg_trgm CASCADE");

        assertEquals(10, found.size());
        assertEquals(found, ids(large, "sensor 4"));
    }

    @Test
    void whoComesAndGoesIsCountedAndStaysInTheLists() {
        fill(new Random(8), 60);
        database.sql().update("DELETE FROM device WHERE id % 3 = 0");
        database.sql().update("UPDATE device SET status = 'inactive', device_type = 'moved' WHERE id % 5 = 0");
        database.sql().update("DELETE FROM telemetry_count WHERE device % 7 = 0");
        database.sql().update("DELETE FROM presence WHERE device % 7 = 0");
        for (int i = 0; i < 120; i++) {
            database.addDevice("late " + i);
        }
        DeviceTotals totals = new DeviceTotals(database.sql());

        for (int round = 0; round < 2; round++) {
            assertEquals(database.number("SELECT count(*) FROM device"), totals.all());
            assertEquals(
                    database.number("SELECT count(*) FROM device WHERE status = 'inactive' AND device_type = 'moved'"),
                    totals.byStatusAndType().stream()
                            .filter(it ->
                                    it.status().equals("inactive") && it.type().equals("moved"))
                            .mapToLong(DeviceTotals.OfKind::devices)
                            .sum());
            totals.addUp();
        }
        assertTrue(database.number("SELECT count(*) FROM device_tally") < 20, "added up");
        for (String column : DeviceOrder.COLUMNS) {
            requireTheSame(
                    given(Optional.empty(), Optional.empty(), Optional.empty()),
                    DeviceOrder.of(Optional.of(column), Optional.empty()),
                    new Page(1, 100));
        }
    }

    private void requireTheSame(DeviceFilter filter, DeviceOrder order, Page page) {
        DeviceSearch.Found expected = plain.find(filter, order, page);
        DeviceSearch.Found found = large.find(filter, order, page);
        String what = filter + " " + order + " " + page;
        assertEquals(expected.rowIds(), found.rowIds(), what);
        if (found.isExact()) {
            assertEquals(expected.total(), found.total(), what);
        } else {
            assertTrue(found.total() >= COUNTED && expected.total() >= found.total(), what);
            assertEquals(
                    page.describe(expected.total()).build().getBoolean("has_next"),
                    page.describe(found.total()).build().getBoolean("has_next"),
                    what);
        }
    }

    private DeviceSearch.Found found(DeviceFilter filter) {
        return large.find(filter, DeviceOrder.of(Optional.empty(), Optional.empty()), new Page(1, 10));
    }

    private static List<Long> ids(DeviceSearch search, String text) {
        return search.find(
                        given(Optional.empty(), Optional.empty(), Optional.of(text)),
                        DeviceOrder.of(Optional.empty(), Optional.empty()),
                        new Page(1, 10))
                .rowIds();
    }

    /** Each value often enough that some fit, and equal ones often enough that the number decides. */
    private void fill(Random random, int count) {
        database.sql().call("SELECT setseed(?)", random.nextDouble());
        database.sql().update("""
                        INSERT INTO device (device_id, name, device_type, status, location, firmware_version, created_at, updated_at)
                        SELECT 'device-' || md5(n::text), 'Sensor ' || n, 'type ' || (random() * 2)::int,
                               (ARRAY['active', 'active', 'inactive', 'maintenance'])[1 + (random() * 3)::int],
                               CASE WHEN random() < 0.8 THEN 'hall ' || (random() * 3)::int END,
                               CASE WHEN random() < 0.8 THEN '1.' || (random() * 12)::int END,
                               now() - (random() * 9)::int * interval '1 day', now() - (random() * 9)::int * interval '1 hour'
                        FROM generate_series(1, ?) AS n""", count);
        database.sql().update("""
                INSERT INTO presence
                SELECT id, now() - (random() * 20)::int * interval '1 minute', random() < 0.2, NULL FROM device WHERE random() < 0.8""");
        database.sql().update("""
                INSERT INTO telemetry_count (device, messages, statuses, last_reading)
                SELECT id, 3 + (random() * 9)::int, 3, CASE WHEN random() < 0.8 THEN now() - (random() * 9)::int * interval '1 hour' END
                FROM device WHERE random() < 0.8""");
        database.sql().update("""
                INSERT INTO refusal SELECT id, 'http', 'validation', n::text, '', '', now(), now(), 1, n
                FROM device, generate_series(1, 2) AS n WHERE random() < 0.2""");
        database.sql().update("INSERT INTO telemetry_count (device, messages) VALUES (9999999, 5)"); // is being deleted
        database.sql().update("INSERT INTO fleet (group_id, name, created_at) VALUES ('some', 'Some', now())");
        database.sql()
                .update("INSERT INTO fleet_member SELECT fleet.id, device.id FROM fleet, device WHERE random() < 0.5");
        database.sql().call("ANALYZE");
    }

    /** Mostly one near the beginning, as the sample is for. */
    private static Page page(Random random) {
        return new Page(random.nextInt(4) > 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(40), 1 + random.nextInt(40));
    }

    private static DeviceFilter filter(Random random) {
        double share = random.nextDouble() * 0.3;
        return new DeviceFilter(
                maybe(random, share, () -> one(random, List.of("active", "inactive", "maintenance"))),
                maybe(random, share, () -> "type " + random.nextInt(3)),
                maybe(random, share, () -> "hall " + random.nextInt(4)),
                maybe(random, share, () -> "some"),
                maybe(random, share, () -> "1." + random.nextInt(13)),
                maybe(random, share, () -> "{1," + random.nextInt(13) + "}"),
                maybe(random, share, () -> one(random, List.of("sensor", "HALL 2", "1", "ab", "e-c", "nobody"))),
                maybe(random, share, random::nextBoolean),
                maybe(random, share, random::nextBoolean),
                maybe(random, share, () -> hoursAgo(random)),
                maybe(random, share, () -> hoursAgo(random)));
    }

    private static DeviceFilter given(Optional<String> status, Optional<String> location, Optional<String> text) {
        return new DeviceFilter(
                status,
                Optional.empty(),
                location,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                text,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Instant hoursAgo(Random random) {
        return Instant.now().minus(Duration.ofMinutes(30 + 60L * random.nextInt(9)));
    }

    private static <T> Optional<T> maybe(Random random, double share, Supplier<T> value) {
        return random.nextDouble() < share ? Optional.of(value.get()) : Optional.empty();
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

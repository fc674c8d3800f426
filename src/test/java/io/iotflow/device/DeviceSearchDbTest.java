package io.iotflow.device;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.Page;
import io.iotflow.presence.TestPresence;
import io.iotflow.refusal.TestRefusals;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.TelemetryMessage;
import io.iotflow.telemetry.store.TestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of devices as PostgreSQL answers it; how fast with many says {@code -Diotflow.test.devices=100000}. */
class DeviceSearchDbTest {

    private static final Instant NOW = Instant.now();
    private static final Page ALL = new Page(1, 100);

    private TestDatabase database;
    private TestPresence presence;
    private DeviceSearch search;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        presence = new TestPresence(database.sql());
        search = new DeviceSearch(
                database.sql(),
                List.of(presence.columns(), TestLog.columns(), TestRefusals.columns()),
                DeviceSearch.LARGE,
                DeviceSearch.COUNTED,
                DeviceSearch.SAMPLE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDeviceThatOnlySendsHeartbeatsIsSilent() {
        TestLog log = new TestLog(database);
        long never = database.addDevice("never");
        long alive = database.addDevice("alive");
        long reporting = database.addDevice("reporting");
        log.store(heartbeat(alive), reading(reporting, NOW, "a", 1.0));
        log.addUp();
        log.store(heartbeat(reporting));
        log.addUp();

        assertEquals(List.of("alive", "never"), names(filter("silent_since", minutesAgo(5)), "device_id", "asc"));
        assertEquals(
                List.of("alive", "never", "reporting"), names(filter("silent_since", minutesAgo(-5)), "name", "asc"));
        assertEquals(List.of(), names(filter("last_reading_before", minutesAgo(5)), "id", "asc"));
        assertEquals(List.of("reporting"), names(filter("last_reading_before", minutesAgo(-5)), "id", "asc"));
        assertEquals(
                List.of("reporting", "never", "alive"),
                names(filter(), "last_reading_at", "asc").stream()
                        .sorted((one, other) ->
                                one.equals("reporting") ? -1 : other.equals("reporting") ? 1 : other.compareTo(one))
                        .toList());
        assertEquals("reporting", names(filter(), "last_reading_at", "desc").get(0));
        assertEquals("reporting", names(filter(), "telemetry_count", "desc").get(0));
        assertEquals(1, never);
    }

    @Test
    void tellsWhoIsOnlineFromWhoIsNot() {
        database.addDevice("never");
        presence.seen(database.addDevice("online"), false);
        presence.seen(database.addDevice("left"), true);

        assertEquals(List.of("online"), names(filter("online", "true"), "id", "asc"));
        assertEquals(List.of("left", "never"), names(filter("online", "False"), "name", "asc"));
        assertEquals("online", names(filter(), "is_online", "desc").get(0));
        assertEquals("never", names(filter(), "last_seen", "desc").get(2));
        assertEquals("never", names(filter(), "last_seen", "asc").get(2));
    }

    @Test
    void findsWhoWasRefused() {
        database.addDevice("good");
        long bad = database.addDevice("bad");
        database.sql()
                .update(
                        "INSERT INTO refusal VALUES (?, 'http', 'a', '', '', '', now(), now(), 1, 2),"
                                + " (?, 'http', 'b', '', '', '', now(), now(), 1, 3)",
                        bad,
                        bad);

        assertEquals(List.of("bad"), names(filter("refused", "true"), "id", "asc"));
        assertEquals(List.of("good"), names(filter("refused", "false"), "id", "asc"));
        assertEquals(List.of("bad", "good"), names(filter(), "refused_messages", "desc"));
    }

    @ParameterizedTest
    @CsvSource({
        "1.10,   1.9 1.9.9 v1.2-rc1 0.9",
        "1.9.0,  v1.2-rc1 0.9",
        "1.9.10, 1.9 1.9.9 v1.2-rc1 0.9",
        "V2,     1.9 1.10.0 1.9.9 v1.2-rc1 0.9",
        "0.9.0,  ''"
    })
    void comparesVersionsByTheirNumbers(String below, String older) {
        for (String version : List.of("1.9", "1.10.0", "1.9.9", "v1.2-rc1", "0.9", "2.0.0", "nightly")) {
            firmware(database.addDevice(version), version);
        }
        database.addDevice("unknown");

        assertEquals(
                Arrays.stream(older.split(" ")).filter(it -> !it.isEmpty()).toList(),
                names(filter("firmware_below", below), "id", "asc"));
    }

    @Test
    void filtersByGroupLocationTypeAndFirmware() {
        long pump = database.addDevice("pump");
        database.addDevice("other");
        database.sql()
                .update(
                        "UPDATE device SET location = 'Hall''s', device_type = 'p', firmware_version = '1' WHERE id = ?",
                        pump);
        database.sql().update("INSERT INTO fleet (group_id, name, created_at) VALUES ('hall', 'Hall', now())");
        database.sql().update("INSERT INTO fleet_member SELECT fleet.id, ? FROM fleet", pump);

        for (String one : List.of("group=hall", "location=Hall's", "type=p", "firmware=1")) {
            String[] parts = one.split("=");
            assertEquals(List.of("pump"), names(filter(parts[0], parts[1]), "id", "asc"), one);
        }
        assertThrows(Problem.class, () -> names(filter("group", "hall' OR true"), "id", "asc"));
    }

    @Test
    void pagesNeitherRepeatNorLoseADeviceWhateverTheyAreSortedBy() {
        int count = fill(237);
        for (String column : DeviceOrder.COLUMNS) {
            for (String direction : DeviceOrder.DIRECTIONS) {
                List<Long> seen = new ArrayList<>();
                for (int page = 1; page <= 5; page++) {
                    DeviceSearch.Found found = search.find(
                            filter(), DeviceOrder.of(Optional.of(column), Optional.of(direction)), new Page(page, 50));
                    assertEquals(count, found.total());
                    seen.addAll(found.rowIds());
                }
                assertEquals(count, seen.stream().distinct().count(), column + " " + direction);
                assertEquals(count, seen.size());
            }
        }
    }

    @Test
    void answersWithManyDevices() {
        int count = fill(Integer.getInteger("iotflow.test.devices", 2_000));
        Map<String, DeviceFilter> filters = new LinkedHashMap<>();
        filters.put("all", filter());
        filters.put("search, one fits", filter("search", "dev-77-"));
        filters.put("search, all fit", filter("search", "sensor"));
        filters.put("search, none fits", filter("search", "nowhere to be found"));
        filters.put("search, many fit", filter("search", "hall 7"));
        filters.put("search, two characters, none fits", filter("search", "zq"));
        filters.put("active", filter("status", "active"));
        filters.put("maintenance", filter("status", "maintenance"));
        filters.put("of a type", filter("type", "type 7"));
        filters.put("location", filter("location", "hall 7"));
        filters.put("group", filter("group", "tenth"));
        filters.put("firmware", filter("firmware", "1.7.1"));
        filters.put("firmware below", filter("firmware_below", "1.5"));
        filters.put("online", filter("online", "true"));
        filters.put("offline", filter("online", "false"));
        filters.put("refused", filter("refused", "true"));
        filters.put("not refused", filter("refused", "false"));
        filters.put("silent for 10 hours", filter("silent_since", minutesAgo(600)));
        filters.put("silent for 26 hours", filter("silent_since", minutesAgo(1560)));
        filters.put("last reading 10 hours ago", filter("last_reading_before", minutesAgo(600)));
        filters.put("last reading 26 hours ago", filter("last_reading_before", minutesAgo(1560)));
        filters.forEach((name, filter) -> {
            report(count, name, filter, "id", "desc", 1);
            report(count, name + ", by last reading", filter, "last_reading_at", "asc", 1);
            report(count, name + ", by messages", filter, "telemetry_count", "desc", 1);
            report(count, name + ", page 100", filter, "name", "asc", 100);
        });
        for (String column : DeviceOrder.COLUMNS) {
            for (String direction : DeviceOrder.DIRECTIONS) {
                report(count, "first page by " + column + " " + direction, filter(), column, direction, 1);
                report(count, "page 200 by " + column + " " + direction, filter(), column, direction, 200);
                report(count, "last page by " + column + " " + direction, filter(), column, direction, count / 50);
            }
            report(count, "page in the middle by " + column, filter(), column, "asc", count / 100);
        }
        assertEquals(
                count,
                search.find(filter(), DeviceOrder.of(Optional.empty(), Optional.empty()), ALL)
                        .total());
    }

    /** How long a list took, and of that PostgreSQL's processor, which does not depend on what else goes on. */
    private void report(int count, String name, DeviceFilter filter, String column, String direction, int page) {
        DeviceOrder order = DeviceOrder.of(Optional.of(column), Optional.of(direction));
        int rounds = count < 10_000 ? 1 : 5;
        long[] micros = new long[rounds];
        long[] cpu = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            int round = i;
            database.sql().inTransaction(() -> {
                long server = database.number("SELECT pg_backend_pid()");
                long cpuBefore = processorMicros(server);
                long start = System.nanoTime();
                DeviceSearch.Found found = search.find(filter, order, new Page(page, 50));
                micros[round] = (System.nanoTime() - start) / 1_000;
                cpu[round] = processorMicros(server) - cpuBefore;
                return found;
            });
        }
        Arrays.sort(micros);
        Arrays.sort(cpu);
        System.out.printf(
                "%d devices, %s: median %.1f ms, p95 %.1f ms, processor %.1f ms%n",
                count,
                name,
                micros[rounds / 2] / 1e3,
                micros[(int) Math.ceil(rounds * 0.95) - 1] / 1e3,
                cpu[rounds / 2] / 1e3);
    }

    /** Of a process, from Linux; 0 elsewhere. */
    private static long processorMicros(long pid) {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/" + pid + "/schedstat"))
                            .split(" ")[0])
                    / 1_000;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Devices as a fleet has them: most report, some are silent, and some were never heard of. */
    private int fill(int count) {
        String index = database.text("SELECT pg_get_indexdef('device_search'::regclass)");
        database.sql().call("DROP INDEX device_search"); // so many at once go into it faster when it is made
        devices(count);
        database.sql().call(index);
        database.sql().update("""
                INSERT INTO presence SELECT id, now() - (id * 7919 % 9000) * interval '1 second', id % 13 = 0, NULL
                FROM device WHERE id % 10 > 0""");
        database.sql().update("""
                INSERT INTO telemetry_count (device, messages, statuses, last_reading)
                SELECT id, id % 977 + 5, 5, CASE WHEN id % 977 > 0 THEN now() - (id * 7907 % 90000) * interval '1 second' END
                FROM device WHERE id % 10 > 0""");
        database.sql().update("""
                INSERT INTO refusal SELECT id, 'http', 'validation', n::text, '', '', now(), now(), 1, n
                FROM device, generate_series(1, 2) AS n WHERE id % 20 = 3""");
        database.sql().update("INSERT INTO fleet (group_id, name, created_at) VALUES ('tenth', 'Tenth', now())");
        database.sql()
                .update(
                        "INSERT INTO fleet_member SELECT fleet.id, device.id FROM fleet, device WHERE device.id % 10 = 3");
        new DeviceTotals(database.sql()).addUp();
        database.sql().call("VACUUM ANALYZE"); // as autovacuum does
        return count;
    }

    private int devices(int count) {
        return database.sql().update("""
                        INSERT INTO device (device_id, name, device_type, status, location, firmware_version, description,
                            created_at, updated_at)
                        SELECT 'dev-' || n || '-' || md5(n::text), 'Sensor ' || md5('n' || n), 'type ' || n % 12,
                            CASE WHEN n % 50 = 0 THEN 'maintenance' ELSE 'active' END,
                            CASE WHEN n % 9 > 0 THEN 'hall ' || n % 200 END,
                            CASE WHEN n % 7 > 0 THEN '1.' || n % 12 || '.' || n % 5 END,
                            'A description of some words, as people write them of device number ' || n,
                            now() - n * interval '1 minute', now()
                        FROM generate_series(1, ?) AS n ORDER BY md5(n::text)""", count);
    }

    private void firmware(long device, String version) {
        database.sql().update("UPDATE device SET firmware_version = ? WHERE id = ?", version, device);
    }

    private List<String> names(DeviceFilter filter, String column, String direction) {
        return search.find(filter, DeviceOrder.of(Optional.of(column), Optional.of(direction)), ALL).rowIds().stream()
                .map(it -> database.text("SELECT device_id FROM device WHERE id = ?", it))
                .toList();
    }

    private static String minutesAgo(int minutes) {
        return NOW.minus(Duration.ofMinutes(minutes)).toString();
    }

    /** One filter by the name of its parameter. */
    private static DeviceFilter filter(String... one) {
        Map<String, String> given = one.length == 0 ? Map.of() : Map.of(one[0], one[1]);
        DeviceFilter.Reader reader = new DeviceFilter.Reader();
        DeviceFilter filter = new DeviceFilter(
                Optional.ofNullable(given.get("status")),
                Optional.ofNullable(given.get("type")),
                Optional.ofNullable(given.get("location")),
                Optional.ofNullable(given.get("group")),
                Optional.ofNullable(given.get("firmware")),
                reader.version("firmware_below", given.get("firmware_below")),
                reader.text("search", given.get("search")),
                Optional.ofNullable(given.get("online")).map(Boolean::valueOf),
                Optional.ofNullable(given.get("refused")).map(Boolean::valueOf),
                reader.time("silent_since", given.get("silent_since")),
                reader.time("last_reading_before", given.get("last_reading_before")));
        reader.requireValid();
        return filter;
    }

    private static TelemetryMessage heartbeat(long device) {
        return new TelemetryMessage(
                device,
                "d",
                "status",
                Instant.now(),
                Map.of("status", "heartbeat"),
                Map.of(),
                Map.of(),
                null,
                Instant.now());
    }
}

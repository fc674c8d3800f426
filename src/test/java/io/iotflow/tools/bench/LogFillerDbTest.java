package io.iotflow.tools.bench;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.TestLog;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class LogFillerDbTest {

    private static final Instant TIME = Instant.parse("2001-06-01T00:00:00Z"); // in the partition of the past
    private static final int SENDERS = 7;

    private final List<String> progress = new ArrayList<>();
    private TestDatabase database;
    private TestLog log;
    private LogFiller filler;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        log = new TestLog(database);
        filler = new LogFiller(dataSource(database.address()), progress::add);
        database.sql().call("""
                WITH made AS (INSERT INTO series (device, measurement, tags)
                              SELECT n, 'million', '{"room": "lab"}' FROM generate_series(1, ?) AS n RETURNING id)
                INSERT INTO tag_set (series, tags) SELECT id, '{}' FROM made""", SENDERS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void putsAPartitionOfSoManyOlderRowsInThePlaceOfTheOneThatIsWritten() throws SQLException {
        log.store(reading(1, TIME.minusSeconds(9), "temperature", 1.0));
        String tables = tables();

        filler.replace(SENDERS * 3 - 1, "million", TIME);

        assertEquals(
                tables.replace("telemetry_past_pkey1", "telemetry_past_pkey"),
                tables()); // the name was another table's
        assertEquals(SENDERS * 3 - 1, filler.rows());
        assertEquals("1,2,3,4,5,6:3 7:2", database.text("""
                        SELECT string_agg(devices || ':' || readings, ' ') FROM (
                            SELECT string_agg(device::text, ',' ORDER BY device) AS devices, readings FROM (
                                SELECT device, count(*) AS readings FROM telemetry WHERE time < ? GROUP BY device) AS each
                            GROUP BY readings ORDER BY 1) AS alike""", Timestamp.from(TIME)));
        assertTrue(progress.contains("the index of identities"), progress::toString);
    }

    @Test
    void leavesWhatTheApplicationDoesAsItIs() throws SQLException {
        filler.replace(100, "million", TIME);
        long last =
                log.store(reading(1, TIME.minusSeconds(1), "temperature", 1.0)).get(0);
        log.addUp();

        assertEquals(last, database.number("SELECT max(id) FROM telemetry"));
        assertEquals(1, database.number("SELECT sum(messages) FROM telemetry_count"));
        assertEquals(1, database.number("SELECT count(*) FROM telemetry_hours_stale"));
    }

    @Test
    void knowsHowManyRowsOfTheApplicationWereThere() throws SQLException {
        log.store(reading(1, TIME, "temperature", 1.0), reading(2, Instant.now(), "temperature", 1.0));
        filler.replace(100, "million", TIME);
        log.store(reading(1, TIME.plusSeconds(1), "temperature", 1.0));
        filler.replace(50, "million", TIME);

        assertEquals(3, filler.rowsOfApplication());
        assertEquals(51, filler.rows());
    }

    /** The log's tables with all that belongs to them. */
    private String tables() {
        return database.text("""
                SELECT string_agg(concat_ws(' ', part, pg_get_expr(relpartbound, part), indexes, constraints, columns), E'\\n' ORDER BY part::text)
                FROM (SELECT part, relpartbound FROM telemetry_partitions() JOIN pg_class ON pg_class.oid = part) AS part
                CROSS JOIN LATERAL (SELECT string_agg(concat_ws(' ', pg_get_indexdef(indexrelid), reloptions), ', ' ORDER BY indexrelid::regclass::text) AS indexes
                      FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = part) AS indexes
                CROSS JOIN LATERAL (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) AS constraints
                      FROM pg_constraint WHERE conrelid = part) AS constraints
                CROSS JOIN LATERAL (SELECT string_agg(concat_ws(' ', column_name, data_type, is_nullable, column_default), ', ' ORDER BY ordinal_position) AS columns
                      FROM information_schema.columns WHERE table_name = part::text) AS columns""");
    }

    private static PGSimpleDataSource dataSource(List<String> address) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {address.get(0)});
        dataSource.setPortNumbers(new int[] {Integer.parseInt(address.get(1))});
        dataSource.setDatabaseName(address.get(2));
        dataSource.setUser("iotflow");
        dataSource.setPassword(address.get(3));
        return dataSource;
    }
}

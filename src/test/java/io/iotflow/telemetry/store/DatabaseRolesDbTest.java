package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.database.DatabaseException;
import io.iotflow.stack.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application's role where the tables are another one's: in a database that one role made and filled before. */
class DatabaseRolesDbTest {

    private static final String NOT_ALLOWED = "42501"; // insufficient_privilege
    private static final String BAD_ARGUMENT = "22023"; // invalid_parameter_value

    /** A device, by row id, of the time when there was one role. */
    private static final long BEFORE = 4_711;

    private TestDatabase database;
    private TestLog log;

    @BeforeEach
    void upgrade() {
        database = TestDatabase.create();
        new TestLog(database).store(reading(BEFORE, Instant.now(), "temperature", 1.0));
        database.separateRoles();
        log = new TestLog(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void storesReadsAndDeletes() {
        long device = database.addDevice("cellar");
        Instant now = Instant.now();
        log.store(reading(device, now, "temperature", 2.0), reading(device, now.plusMillis(1), "humidity", 3.0));
        log.store(reading(device, now, "temperature", 4.0)); // the point changes
        log.adder.addUp();

        assertEquals(3, log.counts.ofDevice(device));
        assertEquals(1, log.counts.ofDevice(BEFORE), "of the time before");
        assertEquals(
                3,
                log.history.delete(
                        new StoredTelemetry.Selection(device, Instant.EPOCH, now.plusSeconds(1), Optional.empty())));
        assertEquals(0, log.counts.ofDevice(device));
    }

    @Test
    void makesPartitionsAndDropsThoseThatHaveExpired() {
        Instant end = log.partitions.makeUntil(Instant.now().plus(Duration.ofDays(60)));
        Instant ahead = end.minusSeconds(1);
        log.store(reading(2, ahead, "temperature", 1.0));
        log.partitions.makeUntil(end);
        ExpiredPartitions expired = new ExpiredPartitions(database.sql(), log.flow);
        List<Partition> before = Partition.all(database.sql());
        Instant horizon = before.get(before.size() - 2).end();

        long messages = 0;
        for (Optional<Long> dropped = expired.dropOldest(horizon);
                dropped.isPresent();
                dropped = expired.dropOldest(horizon)) {
            messages += dropped.get();
        }

        assertEquals(2, messages);
        assertEquals(2, Partition.all(database.sql()).size(), "the past, and the one that has not expired");
        assertEquals(List.of(0L), List.of(database.number("SELECT count(*) FROM telemetry")));
        log.store(reading(2, end, "temperature", 1.0)); // into the one that is left
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE telemetry",
                "DROP TABLE device CASCADE",
                "ALTER TABLE device ADD COLUMN mine text",
                "ALTER TABLE telemetry DETACH PARTITION telemetry_past",
                "TRUNCATE telemetry",
                "CREATE TABLE mine (id integer)",
                "CREATE TEMPORARY TABLE telemetry (id integer)",
                "CREATE SCHEMA mine",
                "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "CREATE OR REPLACE FUNCTION telemetry_empty_past(its_stop timestamptz) RETURNS void LANGUAGE sql AS ''",
                "UPDATE databasechangelog SET md5sum = NULL",
                "SELECT * FROM elsewhere.secret",
                "SET ROLE iotflow_owner",
            })
    void mayNothingElse(String statement) {
        database.asSuperuser("CREATE SCHEMA elsewhere");
        database.asSuperuser("CREATE TABLE elsewhere.secret (id integer)");

        assertEquals(NOT_ALLOWED, refusal(statement), statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT telemetry_add_partition('2001-01-01', '2001-01-02')",
                "SELECT telemetry_add_partition((SELECT max(stop) FROM telemetry_partitions()), 'infinity')",
                "SELECT telemetry_add_partition((SELECT max(stop) FROM telemetry_partitions()), NULL)",
                "SELECT telemetry_add_partition(NULL, NULL)",
                "SELECT telemetry_empty_past('2001-01-01')",
                "SELECT telemetry_empty_past(NULL)",
                "SELECT telemetry_drop_oldest('2001-01-01')",
                "SELECT telemetry_drop_oldest((SELECT max(stop) FROM telemetry_partitions()))",
            })
    void theFunctionsTakeNothingElse(String statement) {
        List<Partition> before = Partition.all(database.sql());

        assertEquals(BAD_ARGUMENT, refusal(statement), statement);

        assertEquals(before, Partition.all(database.sql()));
    }

    @Test
    void aFullPastIsNotDropped() {
        log.store(reading(1, Instant.parse("2001-01-01T00:00:00Z"), "temperature", 1.0));
        log.partitions.makeUntil(Instant.now().plus(Duration.ofDays(60)));
        Instant oldest = Partition.all(database.sql()).get(1).end();

        assertThrows(DatabaseException.class, () -> database.sql().call("SELECT telemetry_drop_oldest(?)", oldest));

        assertEquals(2, database.number("SELECT count(*) FROM telemetry"));
    }

    @Test
    void nobodyElseMayCallThem() {
        database.asSuperuser("DROP ROLE IF EXISTS a_stranger");
        database.asSuperuser("CREATE ROLE a_stranger");

        assertEquals(
                0,
                database.number("SELECT count(*) FROM pg_proc WHERE prosecdef"
                        + " AND pronamespace = 'public'::regnamespace"
                        + " AND has_function_privilege('a_stranger', oid, 'EXECUTE')"));
        assertEquals(
                3,
                database.number("SELECT count(*) FROM pg_proc WHERE prosecdef"
                        + " AND pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')"));
        database.asSuperuser("DROP ROLE a_stranger");
    }

    @Test
    void whatALaterUpdateMakesIsTheApplicationsToo() {
        database.asSuperuser("CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY, name text)");
        database.asSuperuser("ALTER TABLE later OWNER TO iotflow_owner");
        assertEquals(NOT_ALLOWED, refusal("INSERT INTO later (name) VALUES ('x')"));

        database.separateRoles();

        database.sql().call("INSERT INTO later (name) VALUES ('x')");
        assertTrue(database.number("SELECT count(*) FROM later") == 1);
        assertFalse(refusal("ALTER TABLE later ADD COLUMN more text").isEmpty());
    }

    private String refusal(String statement) {
        DatabaseException refused =
                assertThrows(DatabaseException.class, () -> database.sql().call(statement), statement);
        return ((SQLException) refused.getCause()).getSQLState();
    }
}

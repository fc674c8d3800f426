package io.iotflow.platform.database;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlDbTest {

    private static TestDatabase database;
    private static Sql sql;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        sql.call("CREATE TABLE note (number integer, text text)");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE note");
    }

    @Test
    void bindsEveryTypeThatItTakes() {
        Instant time = Instant.parse("2026-11-28T12:00:00.123456Z");

        assertEquals(time, sql.one("SELECT ?::timestamptz", row -> Sql.instant(row, 1), time));
        assertEquals("a", sql.one("SELECT ?", row -> row.getString(1), "a"));
        assertEquals(true, sql.one("SELECT ?", row -> row.getBoolean(1), true));
        assertArrayEquals(new byte[] {1, 0}, sql.one("SELECT ?", row -> row.getBytes(1), new byte[] {1, 0}));
        assertEquals(Optional.empty(), sql.first("SELECT ?::text", row -> row.getString(1), (Object) null));
    }

    @Test
    void takesColumnsOfManyRowsInOneStatement() {
        record Reading(long id, String name, Instant at, boolean good, byte[] raw) {}
        List<Reading> readings = List.of(
                new Reading(1, "a\"{},\\", Instant.EPOCH, true, new byte[] {0}),
                new Reading(2, null, Instant.ofEpochSecond(1), false, new byte[] {-1, 2}));

        List<String> rows = sql.list(
                "SELECT concat_ws('|', id, name, micros, good, encode(raw, 'hex')) FROM unnest(?::bigint[], ?::text[],"
                        + " ?::bigint[], ?::boolean[], ?::bytea[]) AS row (id, name, micros, good, raw) ORDER BY id",
                row -> row.getString(1),
                Columns.longs(readings, Reading::id),
                Columns.texts(readings, Reading::name),
                Columns.micros(readings, Reading::at),
                Columns.booleans(readings, Reading::good),
                Columns.bytes(readings, Reading::raw));

        assertEquals(List.of("1|a\"{},\\|0|t|00", "2|1000000|f|ff02"), rows);
    }

    @Test
    void putsParametersInTheOrderOfTheTextThatTheyCameWith() {
        SqlText where = new SqlText(" WHERE number > ?", 1).and("text = ?", "b");
        sql.update("INSERT INTO note VALUES (1, 'b'), (2, 'b'), (3, 'c')");

        assertEquals(
                List.of(2),
                sql.list(new SqlText("SELECT number FROM note").add(where).add(" LIMIT ?", 5), row -> row.getInt(1)));
    }

    @Test
    void undoesATransactionThatEndsWithAnException() {
        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    note(1);
                    throw new IllegalStateException("refused");
                }));

        assertEquals(0, notes());
    }

    @Test
    void joinsTheCallersTransaction() {
        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    sql.inTransaction(() -> note(1));
                    throw new IllegalStateException("refused");
                }));

        assertEquals(0, notes());
    }

    @Test
    void keepsWhatATransactionOfItsOwnDidWhateverBecomesOfTheCallers() {
        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    note(1);
                    sql.inNewTransaction(() -> note(2));
                    throw new IllegalStateException("refused");
                }));

        assertEquals(List.of(2), sql.list("SELECT number FROM note", row -> row.getInt(1)));
    }

    @Test
    void refusesWhatNeedsATransactionOutsideOfOne() {
        assertThrows(IllegalStateException.class, sql::requireTransaction);
        assertThrows(IllegalStateException.class, () -> new Changes(sql).announce("device", "a"));

        sql.inTransaction(() -> {
            sql.requireTransaction();
            new Changes(sql).announce("device", "a");
            return null;
        });
    }

    @Test
    void seesBehindACallWhatWasCommittedWhileTheCallWaited() {
        String lock = "SELECT pg_advisory_xact_lock(4711)";
        CompletableFuture<List<Integer>> behind = sql.inTransaction(() -> {
            sql.call(lock);
            CompletableFuture<List<Integer>> waiting = CompletableFuture.supplyAsync(
                    () -> sql.listAfter(lock, "SELECT number FROM note WHERE number > ?", row -> row.getInt(1), 6));
            soon().until(() -> sql.inNewTransaction(() -> database.number(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
                    == 1);
            note(7);
            return waiting;
        });

        assertEquals(List.of(7), behind.orTimeout(20, TimeUnit.SECONDS).join());
    }

    @Test
    void callsOnceForAllThatATransactionGatheredAndNotWhereItFails() {
        String call = "INSERT INTO note (text) SELECT string_agg(text, ',') FROM unnest(?::text[]) AS given (text)";
        sql.inTransaction(() -> {
            sql.callAtEnd(call, "a");
            sql.callAtEnd(call, "b");
            return null;
        });
        assertThrows(
                IllegalStateException.class,
                () -> sql.inTransaction(() -> {
                    sql.callAtEnd(call, "c");
                    throw new IllegalStateException("refused");
                }));

        assertEquals(List.of("a,b"), sql.list("SELECT text FROM note", row -> row.getString(1)));
        assertThrows(IllegalStateException.class, () -> sql.callAtEnd(call, "d"));
    }

    @Test
    void saysBySqlStateWhyAStatementFailed() {
        DatabaseException failure = assertThrows(DatabaseException.class, () -> sql.update("SELECT missing"));

        assertEquals("42703", ((SQLException) failure.getCause()).getSQLState());
    }

    @Test
    void endsAQueryThatTakesTooLong() {
        DatabaseException failure = assertThrows(
                DatabaseException.class,
                () -> sql.within(Duration.ofSeconds(1), 0).read("SELECT pg_sleep(60)", rows -> rows.next()));

        assertEquals("57014", ((SQLException) failure.getCause()).getSQLState());
    }

    @Test
    void readsATimeThatIsNotThereAsNull() {
        assertNull(sql.read("SELECT NULL::timestamptz", rows -> {
            rows.next();
            return Sql.instant(rows, 1);
        }));
    }

    private static int note(int number) {
        return sql.update("INSERT INTO note (number) VALUES (?)", number);
    }

    private static long notes() {
        return database.number("SELECT count(*) FROM note");
    }
}

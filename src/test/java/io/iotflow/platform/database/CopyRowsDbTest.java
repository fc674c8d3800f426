package io.iotflow.platform.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyRowsDbTest {

    private static final String COPY = "COPY sample FROM STDIN (FORMAT binary)";
    private static final int COLUMNS = 6;

    private static TestDatabase database;
    private static Sql sql;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        sql.call("CREATE TABLE sample (id bigint PRIMARY KEY, series integer, nanos smallint, time timestamptz,"
                + " fields jsonb, extra json)");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE sample");
    }

    @Test
    void storesEveryTypeThatItTakes() {
        sql.copy(COPY, rows -> {
            write(rows, 1L << 40, -7, 999, Instant.parse("2026-11-30T12:00:00.123456789Z"), "{\"ä\":\"€\"}", "[ 1]");
            write(rows, -1, 7, -1, Instant.parse("1969-12-31T23:59:59.5Z"), "{}", null);
        });

        assertEquals(
                List.of(
                        "-1|7|-1|1969-12-31 23:59:59.5|{}",
                        "1099511627776|-7|999|2026-11-30 12:00:00.123456|{\"ä\": \"€\"}|[ 1]"),
                sql.list(
                        "SELECT concat_ws('|', id, series, nanos, time AT TIME ZONE 'UTC', fields, extra) FROM sample"
                                + " ORDER BY id",
                        row -> row.getString(1)));
    }

    @Test
    void sendsMoreThanAPortionAndTextsThatAreLongerThanOne() {
        String longText = "\"" + "x€".repeat(100_000) + "\"";

        sql.copy(COPY, rows -> {
            for (int id = 0; id < 5_000; id++) {
                write(rows, id, id, 0, Instant.EPOCH, id == 2_500 ? longText : "{\"a\":1}", null);
            }
        });

        assertEquals(5_000, database.number("SELECT count(*) FROM sample WHERE id = series"));
        assertEquals(longText, database.text("SELECT fields::text FROM sample WHERE id = 2500"));
    }

    @Test
    void storesNothingAndLeavesTheConnectionUsableWhenPostgresqlRefusesARow() {
        sql.copy(COPY, rows -> write(rows, 1, 0, 0, Instant.EPOCH, "{}", null));

        DatabaseException known = assertThrows(
                DatabaseException.class,
                () -> sql.copy(COPY, rows -> {
                    write(rows, 2, 0, 0, Instant.EPOCH, "{}", null);
                    write(rows, 1, 0, 0, Instant.EPOCH, "{}", null);
                }));

        assertTrue(known.isDuplicate());
        assertEquals(1, database.number("SELECT count(*) FROM sample"));
    }

    @Test
    void storesNothingWhenTheRowsEndWithAFailureOfTheCaller() {
        assertThrows(
                IllegalStateException.class,
                () -> sql.inNewTransaction(() -> {
                    sql.copy(COPY, rows -> {
                        write(rows, 1, 0, 0, Instant.EPOCH, "{}", null);
                        throw new IllegalStateException("the second row cannot be made");
                    });
                    return null;
                }));

        assertEquals(0, database.number("SELECT count(*) FROM sample"));
    }

    private static void write(CopyRows rows, long id, int series, int nanos, Instant time, String fields, String extra)
            throws SQLException {
        rows.row(COLUMNS)
                .bigint(id)
                .integer(series)
                .smallint(nanos)
                .time(time)
                .jsonb(fields)
                .text(extra);
    }
}

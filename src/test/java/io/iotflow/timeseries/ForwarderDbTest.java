package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.influxdb.exceptions.InfluxException;
import io.iotflow.influx.InfluxTestServer;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.Flow;
import io.iotflow.telemetry.store.MessageFlow;
import io.iotflow.telemetry.store.Outbox;
import io.iotflow.telemetry.store.RecentBatches;
import io.iotflow.telemetry.store.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outbox in PostgreSQL, and a server that speaks InfluxDB's API. */
class ForwarderDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static TestDatabase database;
    private static Sql sql;
    private static InfluxTestServer influx;
    private static InfluxConnection connection;
    private static Outbox outbox;
    private static Forwarder forwarder;
    private TestLog log;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        influx = new InfluxTestServer();
        influx.start();
        connection = new InfluxConnection(TestForwarding.settings(influx, Duration.ofSeconds(3)));
        outbox = new Outbox(sql, new RecentBatches());
        forwarder = TestForwarding.forwarder(sql, connection);
    }

    @AfterAll
    static void close() throws Exception {
        connection.close();
        influx.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE telemetry, outbox, telemetry_tally, quarantine, quarantine_usage,"
                + " message_flow, message_flow_tally");
        influx.recover();
        influx.clear();
        log = new TestLog(database);
        log.store(reading(1, NOW, "temperature", 21.5), reading(2, NOW, "temperature", 22.5));
    }

    @Test
    void writesABatchAndForgetsIt() {
        assertEquals(2, forward(100));

        assertEquals(2, influx.pointCount());
        assertEquals(0, outbox.backlog().points());
        assertEquals(0, forward(100));
    }

    @Test
    void keepsTheBatchForAnybodyWhileInfluxdbIsAway() {
        influx.failWrites(503, "{}", Map.of());

        assertThrows(InfluxException.class, () -> forward(100));
        assertEquals(2, outbox.backlog().points());

        influx.recover();
        assertEquals(2, forward(100));
        assertEquals(2, influx.pointCount());
    }

    @Test
    void bisectsABatchThatIsRefusedAsAWhole() {
        influx.failNext(1, 400, "{\"code\":\"invalid\",\"message\":\"one of them\"}", Map.of());

        assertEquals(2, forward(100));

        assertEquals(2, influx.pointCount());
        assertEquals(0, database.number("SELECT count(*) FROM quarantine"));
    }

    @Test
    void putsPointsThatInfluxdbRefusesIntoTheQuarantineInTheSameTransaction() {
        influx.failWrites(400, "{\"code\":\"invalid\",\"message\":\"refused\"}", Map.of());

        assertEquals(2, forward(100));

        assertEquals(0, outbox.backlog().points());
        assertEquals(2, database.number("SELECT count(*) FROM quarantine WHERE reason = 'refused_by_influxdb'"));
    }

    @Test
    void writesTwiceRatherThanNeverWhenTheTransactionFailsAfterTheWrite() {
        sql.call("""
                CREATE FUNCTION fail_to_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    RAISE 'no space left' USING ERRCODE = 'disk_full';
                END $$""");
        sql.call("""
                CREATE CONSTRAINT TRIGGER fail_to_commit AFTER DELETE ON outbox DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION fail_to_commit()""");
        try {
            assertThrows(IllegalStateException.class, () -> forward(100));
        } finally {
            sql.call("DROP FUNCTION fail_to_commit CASCADE");
        }

        assertEquals(2, influx.pointCount());
        assertEquals(2, outbox.backlog().points());
        assertEquals(2, forward(100));
        assertEquals(2, influx.pointCount());
    }

    @Test
    void forwardsSideBySideWithAnotherNode() {
        log.store(reading(3, NOW, "temperature", 23.5));

        sql.inTransaction(() -> {
            outbox.claim(1, false); // by the other node
            assertEquals(1, forward(100));
            return null;
        });

        assertEquals(1, influx.pointCount());
        assertEquals(2, outbox.backlog().points());
    }

    @Test
    void accountsForWhatItWritesWhatIsRefusedAndWhatWasDeletedMeanwhile() {
        log.store(reading(3, NOW, "temperature", 23.5));
        forward(1);
        sql.call("DELETE FROM telemetry WHERE device = 3");
        influx.failNext(1, 400, "{\"code\":\"invalid\",\"message\":\"refused\"}", Map.of());
        log.store(reading(4, NOW, "temperature", 24.5));
        influx.failWrites(400, "{\"code\":\"invalid\",\"message\":\"refused\"}", Map.of());
        forward(100);

        MessageFlow.Totals totals = new MessageFlow(sql).totals();

        assertEquals(
                Map.of(
                        Flow.QUEUED, 4L,
                        Flow.WRITTEN, 2L,
                        Flow.REFUSED_BY_INFLUXDB, 1L,
                        Flow.DELETED_BEFORE_WRITTEN, 1L),
                Map.of(
                        Flow.QUEUED, totals.of(Flow.QUEUED),
                        Flow.WRITTEN, totals.of(Flow.WRITTEN),
                        Flow.REFUSED_BY_INFLUXDB, totals.of(Flow.REFUSED_BY_INFLUXDB),
                        Flow.DELETED_BEFORE_WRITTEN, totals.of(Flow.DELETED_BEFORE_WRITTEN)));
        assertEquals(0, totals.unaccountedPoints());
    }

    @Test
    void accountsForPointsThatTheBucketNoLongerKeeps() {
        influx.failWrites(
                422, "{\"code\":\"unprocessable entity\",\"message\":\"points beyond retention policy\"}", Map.of());
        forward(100);

        assertEquals(0, new MessageFlow(sql).totals().unaccountedPoints());
    }

    @Test
    void writesWhatWaitsOfADeviceAheadOfItsBatch() {
        long first = 1;
        assertTrue(forwarder.isWaiting(first));

        assertTrue(forwarder.write(first));

        assertEquals(1, influx.pointCount());
        assertTrue(forwarder.isWaiting(first), "its batch has not been confirmed");
        forward(100);
        assertFalse(forwarder.isWaiting(first));
        assertFalse(forwarder.isWaiting(3));
    }

    @Test
    void writesNothingOfADeviceWhileADeleteWaitsForTheWriters() {
        CompletableFuture<Void> delete = new CompletableFuture<>();
        sql.inTransaction(() -> {
            outbox.enterAsWriter();
            CompletableFuture.runAsync(forwarder::awaitWriters)
                    .whenComplete((nothing, failure) -> delete.complete(null));
            soon().until(() -> sql.inNewTransaction(() -> database.number(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
                    == 1);

            assertFalse(forwarder.write(1));
            return null;
        });

        delete.orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(0, influx.pointCount());
        assertTrue(forwarder.write(1));
    }

    private static int forward(int points) {
        return forwarder.forward(points, false);
    }
}

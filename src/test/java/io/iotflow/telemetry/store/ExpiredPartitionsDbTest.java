package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExpiredPartitionsDbTest {

    private static final Instant OLD = Instant.parse("2001-01-01T00:00:00Z");

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
    void emptiesWhatHasExpiredTakesItFromTheCountsAndEndsThere() {
        TestLog log = new TestLog(database);
        log.store(reading(1, OLD, "temperature", 1.0), reading(2, Instant.now(), "temperature", 2.0));
        ExpiredPartitions partitions = new ExpiredPartitions(database.sql(), new MessageFlow(database.sql()));
        Instant horizon = Partition.all(database.sql()).get(0).end().plus(Duration.ofHours(1));

        assertEquals(Optional.of(1L), partitions.dropOldest(horizon));

        assertEquals(0, log.counts.ofDevice(1));
        assertEquals(1, log.counts.ofDevice(2));
        assertEquals(1, database.number("SELECT count(*) FROM telemetry"));
        assertEquals(Optional.empty(), partitions.dropOldest(horizon));
    }

    @Test
    void knowsWhatInfluxdbHasNotConfirmed() {
        ExpiredPartitions partitions = new ExpiredPartitions(database.sql(), new MessageFlow(database.sql()));
        database.sql().call("TRUNCATE outbox");
        assertFalse(partitions.isAwaited(Instant.now()));

        new TestLog(database).store(reading(3, OLD.plusSeconds(1), "temperature", 1.0));
        assertTrue(partitions.isAwaited(Instant.now()));
        assertEquals(List.of(3L), partitions.devicesOfThePast());
        database.sql().call("TRUNCATE telemetry, outbox, telemetry_tally");
    }
}

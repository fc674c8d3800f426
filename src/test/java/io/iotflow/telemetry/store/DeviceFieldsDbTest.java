package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.quarantine.Reason;
import io.iotflow.stack.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One device must not fill the registry of fields for the others. */
class DeviceFieldsDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static TestDatabase database;
    private TestLog log;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        log = new TestLog(database, Map.of("iotflow.telemetry.device.fields", "2"));
        database.sql().call("TRUNCATE telemetry, series, tag_set, outbox, telemetry_tally");
        database.sql().call("DELETE FROM field_type WHERE device_id IS NOT NULL");
    }

    @Test
    void refusesANewFieldOfADeviceThatWasTheFirstWithAsManyAsItMay() {
        log.store(reading(1, "m", "a"), reading(1, "m", "b"));
        Upload flood = Upload.of(List.of(reading(1, "other", "c")));
        Upload known = Upload.of(List.of(reading(1, "m", "a")));
        Upload neighbour = Upload.of(List.of(reading(2, "m", "d"), reading(2, "m", "a")));

        log.write(flood, known, neighbour);

        Throwable why = assertThrows(
                        CompletionException.class, () -> flood.committed().join())
                .getCause();
        assertEquals(
                Reason.TOO_MANY_FIELDS,
                assertInstanceOf(FieldsRefused.class, why).reason());
        assertEquals(1, known.committed().join().size());
        assertEquals(2, neighbour.committed().join().size());
    }

    @Test
    void deletingTheDeviceGivesItsFieldsBackButNotThoseOfAMeasurementThatAnotherHas() {
        log.store(reading(1, "own", "a"), reading(1, "shared", "b"), reading(2, "shared", "b"));
        log.history.forgetSeries(1);

        new FieldTypeStore(database.sql()).free("d1");

        assertEquals(0, database.number("SELECT count(*) FROM field_type WHERE measurement = 'own'"));
        assertEquals(
                1, database.number("SELECT count(*) FROM field_type WHERE measurement = 'shared' AND device_id = ''"));
        new TestLog(database, Map.of("iotflow.telemetry.device.fields", "2"))
                .store(reading(1, "own", "c"), reading(1, "own", "d"));
    }

    private static TelemetryMessage reading(long device, String measurement, String field) {
        return new TelemetryMessage(
                device,
                "d" + device,
                measurement,
                NOW,
                Map.of(field, 1.0),
                Map.of("device_id", "d" + device),
                Map.of(),
                null,
                Instant.now());
    }
}

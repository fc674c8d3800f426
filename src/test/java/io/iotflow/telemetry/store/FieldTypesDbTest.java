package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.TestLog.reading;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.quarantine.Reason;
import io.iotflow.stack.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may be the first with how many fields, and what becomes of their types when that device is deleted. */
class FieldTypesDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private static final int MAX = 3;

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
        log = new TestLog(database, Map.of("iotflow.telemetry.device.fields", String.valueOf(MAX)));
        database.sql().call("TRUNCATE telemetry, series, tag_set");
        database.sql().call("DELETE FROM field_type WHERE device_id IS NOT NULL");
    }

    @Test
    void aDeviceTakesNoMoreFieldsThanItsShareAndLeavesTheOthersTheirs() {
        IntStream.range(0, MAX).forEach(it -> log.store(reading(1, NOW, "f" + it, 1.0)));

        for (int again = 0; again < 2; again++) { // looked up, and remembered
            Upload upload = Upload.of(List.of(reading(1, NOW, "more", 1.0)));
            log.write(upload);
            FieldsRefused refused = refusal(upload);
            assertEquals(Reason.TOO_MANY_FIELDS, refused.reason());
            assertTrue(refused.detail().contains("IOTFLOW_TELEMETRY_DEVICE_FIELDS"), refused.detail());
        }
        log.store(reading(2, NOW, "more", 1.0));
        log.store(reading(1, NOW, "more", 2.0));
    }

    @Test
    void aDeviceThatIsDeletedLeavesItsFieldsToTheNextOne() {
        log.store(reading(1, NOW, "co2", "out of order"));
        log.store(reading(1, NOW, "temperature", 20.5));
        log.store(reading(2, NOW, "temperature", 21.5));

        delete(1);

        assertEquals(List.of("temperature number"), types());
        TestLog nodeThatHeard = new TestLog(database);
        nodeThatHeard.store(reading(2, NOW.plusSeconds(1), "co2", 417.0));
        assertEquals(List.of("co2 number", "temperature number"), types());
    }

    @Test
    void aTypeThatAnOperatorDeclaredStaysWhoeverIsDeleted() {
        database.sql().call("INSERT INTO field_type VALUES ('environmental', 'lux', 'number', now(), '')");
        log.store(reading(1, NOW, "lux", 20.5));

        delete(1);

        assertEquals(List.of("lux number"), types());
    }

    private void delete(long deviceRowId) {
        log.history.delete(
                new StoredTelemetry.Selection(deviceRowId, Instant.EPOCH, NOW.plusSeconds(60), Optional.empty()));
        log.history.forget(new Device(
                deviceRowId,
                reading(deviceRowId, NOW, "v", 1.0).deviceId(),
                "D",
                "sensor",
                null,
                Device.Status.INACTIVE));
    }

    private static List<String> types() {
        return database.sql()
                .list(
                        "SELECT field || ' ' || type FROM field_type WHERE device_id IS NOT NULL ORDER BY field",
                        row -> row.getString(1));
    }

    private static FieldsRefused refusal(Upload upload) {
        try {
            upload.committed().join();
            throw new AssertionError("was stored");
        } catch (CompletionException e) {
            return (FieldsRefused) e.getCause();
        }
    }
}

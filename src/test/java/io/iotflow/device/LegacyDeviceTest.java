package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyDeviceTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String KEY = "abcdefghijklmnop";

    @Test
    void readsADeviceWithItsKey() {
        LegacyDevice legacy = read("\"status\": \"maintenance\", \"created_at\": \"2025-01-01T01:00:00+01:00\","
                + " \"last_seen\": \"2026-01-31T11:59:59.123456789Z\"");

        assertEquals("7", legacy.device().deviceId());
        assertEquals(KEY, legacy.key());
        assertEquals("maintenance", legacy.status());
        assertEquals(Optional.of(Instant.parse("2025-01-01T00:00:00Z")), legacy.createdAt());
        assertEquals(Optional.of(Instant.parse("2026-01-31T11:59:59.123456Z")), legacy.lastSeen());
        assertFalse(legacy.toString().contains(KEY));
    }

    @Test
    void isActiveAndWasNeverSeenWhereNothingIsSaid() {
        LegacyDevice legacy = read("\"last_seen\": null");

        assertEquals("active", legacy.status());
        assertEquals(Optional.empty(), legacy.lastSeen());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "status     | 'status': 'gone'",
                "created_at | 'created_at': 'yesterday'",
                "created_at | 'created_at': '2026-01-31T12:00:01Z'",
                "last_seen  | 'last_seen': '1969-12-31T23:59:59Z'",
                "api_key    | 'api_key': 'too-short'",
                "api_key    | 'api_key': 'with a blank in it'",
                "api_key    | 'api_key': 'nicht-ganz-ascii-é'",
                "api_key    | 'api_key': 5",
                "device_id  | 'device_id': '../17'",
                "device_id  | 'device_id': null",
                "name       | 'name': ''"
            })
    void refusesWhatIsWrong(String field, String member) {
        Problem problem = assertThrows(Problem.class, () -> read(member.replace('\'', '"')));

        assertEquals(
                field,
                problem.violations().stream().map(Violation::field).findFirst().orElse(""));
    }

    /** A device with these members, which replace its usual ones. */
    private static LegacyDevice read(String more) {
        String json = "{\"device_id\": \"7\", \"name\": \"Pump 7\", \"device_type\": \"esp32\", \"api_key\": \"" + KEY
                + "\"}";
        JsonObject device = Json.createObjectBuilder(Json.readObject(json))
                .addAll(Json.createObjectBuilder(Json.readObject("{" + more + "}")))
                .build();
        return LegacyDevice.of(Json.text(device).getBytes(StandardCharsets.UTF_8), NOW);
    }
}

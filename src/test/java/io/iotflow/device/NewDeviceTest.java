package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewDeviceTest {

    @Test
    void readsARegistration() {
        assertEquals(new NewDevice("Pump 7", "esp32", "pump-7", "the old one", "roof", "1.2", "c", null), read("""
                        {"name": " Pump 7 ", "device_type": "esp32", "device_id": "pump-7",
                         "description": "the old one", "location": "roof",
                         "firmware_version": "1.2", "hardware_version": "c"}"""));
    }

    @Test
    void needsNoMoreThanNameAndType() {
        assertEquals(
                new NewDevice("Pump 7", "esp32", null, null, null, null, null, null),
                read("{\"name\": \"Pump 7\", \"device_type\": \"esp32\"}"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        Problem problem = assertThrows(
                Problem.class, () -> read("{\"name\": \"Pump 7\", \"device_type\": \"esp32\", \"locaton\": \"hall\"}"));

        assertEquals("locaton", problem.violations().get(0).field());
    }

    @Test
    void takesABlankDeviceIdAsNone() {
        assertNull(read("{\"name\": \"Pump 7\", \"device_type\": \"esp32\", \"device_id\": \" \"}")
                .deviceId());
    }

    @Test
    void namesEverythingThatIsWrong() {
        assertEquals(
                List.of("name", "device_type", "device_id", "location"),
                violations("{\"device_type\": 5, \"device_id\": \"a/b\", \"location\": \"roof\\\\\"}").stream()
                        .map(Violation::field)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "name, 100",
        "device_type, 50",
        "description, 1000",
        "location, 200",
        "firmware_version, 50",
        "hardware_version, 50",
    })
    void limitsTheLengthOfAText(String member, int longest) {
        read(with(member, "x".repeat(longest)));
        assertEquals(
                List.of(member),
                violations(with(member, "x".repeat(longest + 1))).stream()
                        .map(Violation::field)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"name", "device_type", "location"})
    void refusesATagThatInfluxdbCannotHold(String member) {
        assertEquals(member, violations(with(member, "a\\\\")).get(0).field());
    }

    private static String with(String member, String value) {
        return Json.text(Json.createObjectBuilder(Json.readObject("{\"name\": \"Pump 7\", \"device_type\": \"esp32\"}"))
                .add(member, Json.readObject("{\"it\": \"" + value + "\"}").get("it"))
                .build());
    }

    private static List<Violation> violations(String json) {
        return assertThrows(Problem.class, () -> read(json)).violations();
    }

    private static NewDevice read(String json) {
        return NewDevice.checked(RequestBody.of(json.getBytes(StandardCharsets.UTF_8)));
    }
}

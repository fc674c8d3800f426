package io.iotflow.device;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL: what one changes the other knows at once, though it remembers what it has looked up. */
class TwoNodesIT {

    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String READING = "{\"data\":{\"v\":1}}";
    private static final Duration AT_ONCE = Duration.ofSeconds(5); // the memory alone would take a minute

    private static Application first;
    private static Application second;

    @BeforeAll
    static void start() {
        first = Application.launch(node());
        second = Application.start(node());
        first.awaitReady();
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    private static Map<String, String> node() {
        Map<String, String> settings = new HashMap<>(TestStack.withDouble());
        settings.put("mqtt.client.id", "iotflow-server-" + UUID.randomUUID());
        return settings;
    }

    @Test
    void refusesARevokedDeviceKeyOnTheOtherNode() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        Client there = new Client(second.uri(), device.key());
        assertEquals(201, there.post(TELEMETRY, READING).status());

        Client.admin(first.uri()).delete("/api/v1/admin/devices/" + device.id() + "/keys");

        await().atMost(AT_ONCE).until(() -> there.post(TELEMETRY, READING).status() == 401);
    }

    @Test
    void refusesARevokedOperatorKeyOnTheOtherNode() {
        Client here = Client.admin(first.uri());
        var key = here.post(
                        "/api/v1/admin/keys", "{\"name\":\"n-%s\",\"role\":\"viewer\"}".formatted(UUID.randomUUID()))
                .json()
                .getJsonObject("key");
        Client there = new Client(second.uri(), key.getString("api_key"));
        assertEquals(200, there.get("/api/v1/admin/devices").status());

        here.delete("/api/v1/admin/keys/" + key.getInt("id"));

        await().atMost(AT_ONCE).until(() -> there.get("/api/v1/admin/devices").status() == 401);
    }

    @Test
    void refusesADeviceThatWasMadeInactiveOnTheOtherNode() {
        TestDevice device = Client.admin(first.uri()).newDevice();
        Client there = new Client(second.uri(), device.key());
        assertEquals(201, there.post(TELEMETRY, READING).status());

        Client.admin(first.uri()).put("/api/v1/admin/devices/" + device.id(), "{\"status\":\"inactive\"}");

        await().atMost(AT_ONCE).until(() -> there.post(TELEMETRY, READING).status() == 403);
    }
}

package io.iotflow.quarantine;

import static io.iotflow.stack.Waiting.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is too old or too much is dropped and counted, and the flood of one device drives out only its own. */
@FullSuite
class QuarantineLimitsIT {

    private static final String PATH = "/api/v1/admin/quarantine";
    private static final int MAX = 100_000;

    private static Application application;
    private static Client admin;

    @BeforeAll
    static void start() {
        application = Application.start(TestStack.with(Map.of(
                "iotflow.quarantine.max.age", "P1D",
                "iotflow.quarantine.max.bytes", String.valueOf(MAX),
                "iotflow.quarantine.interval", "PT0.5S")));
        admin = Client.admin(application.uri());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void empty() {
        assertEquals(200, admin.delete(PATH + "?start=1970-01-01T00:00:00Z").status());
    }

    @Test
    void dropsOfTheFloodAndKeepsWhatOthersSent() {
        TestDevice quiet = admin.newDevice();
        TestDevice flooding = admin.newDevice();
        for (int i = 0; i < 3; i++) {
            quiet.publish("telemetry/m", "{quiet " + i);
        }
        soon().until(() -> previews(quiet).size() == 3);
        double before = dropped("size");

        String padding = "x".repeat(15_000);
        for (int i = 0; i < 40; i++) {
            flooding.publish("telemetry/m", "{flood %d %s".formatted(i, padding));
        }

        // 40 of about 15,600 bytes came and at most 6 stay; the oldest went first.
        await().atMost(30, SECONDS).until(() -> {
            List<String> left = previews(flooding);
            return !left.isEmpty() && left.size() <= 6 && left.get(0).startsWith("{flood 39 ");
        });
        List<String> left = previews(flooding);
        assertTrue(left.get(left.size() - 1).startsWith("{flood " + (40 - left.size()) + " "), left.toString());
        assertEquals(List.of("{quiet 2", "{quiet 1", "{quiet 0"), previews(quiet));
        soon().until(() -> dropped("size") - before == 40 - left.size());
        soon().until(() -> metric("iotflow_quarantine_messages", "") == 3 + left.size());
        assertTrue(metric("iotflow_quarantine_bytes", "") <= MAX);
    }

    @Test
    void dropsWhatIsTooOld() throws SQLException {
        TestDevice device = admin.newDevice();
        device.publish("telemetry/m", "{old");
        soon().until(() -> previews(device).size() == 1);
        double before = dropped("age");
        device.publish("telemetry/m", "{new");
        soon().until(() -> previews(device).size() == 2);

        age(device, "{old");

        soon().until(() -> previews(device).equals(List.of("{new")));
        soon().until(() -> dropped("age") == before + 1);
    }

    @Test
    void holdsNothingWhenAllIsDeleted() {
        TestDevice device = admin.newDevice();
        for (int i = 0; i < 5; i++) {
            device.publish("telemetry/m", "{broken");
        }
        soon().until(() -> metric("iotflow_quarantine_messages", "") == 5);

        admin.delete(PATH + "?device_id=" + device.id());

        soon().until(() -> metric("iotflow_quarantine_messages", "") == 0);
        assertEquals(0, metric("iotflow_quarantine_bytes", ""));
    }

    /** Two days pass for one message; there is no other way to make one old. */
    private static void age(TestDevice device, String payload) throws SQLException {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE quarantine SET received_at = received_at - interval '2 days'"
                                + " WHERE device_id = ? AND payload = ?")) {
            update.setString(1, device.id());
            update.setBytes(2, payload.getBytes(UTF_8));
            assertEquals(1, update.executeUpdate());
        }
    }

    private static List<String> previews(TestDevice device) {
        return admin
                .get(PATH + "?limit=1000&device_id=" + device.id())
                .json()
                .getJsonArray("messages")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(it -> it.getString("payload_preview"))
                .toList();
    }

    private static double dropped(String why) {
        return metric("iotflow_quarantine_dropped_total", "why=\"" + why + "\"");
    }

    private static double metric(String name, String tag) {
        return admin.withKey(null)
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}

package io.iotflow.presence;

import static io.iotflow.stack.Waiting.soon;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

/** The application is killed: who is online is known afterwards, and what the broker repeats changes nothing. */
@FullSuite
class PresenceAfterCrashIT {

    @Test
    void knowsWhoIsOnlineAndTakesARetainedOfflineForWhatItIs() throws MqttException {
        try (Application application = Application.start(TestStack.withDouble())) {
            Client admin = Client.admin(application.uri());
            TestDevice device = admin.newDevice();
            retain(admin, device, "1");
            soon().until(() -> messages(device) == 1);
            try (MqttClient mqtt = device.connect()) {
                mqtt.publish("iotflow/devices/" + device.id() + "/status/offline", new byte[0], 1, true);
                mqtt.disconnect();
            }
            soon().until(() -> messages(device) == 2);
            device.publish("status/online", "");
            soon().until(() -> state(device).getBoolean("is_online"));
            Instant seen = Instant.parse(state(device).getString("last_seen"));

            soon().until(() -> isWrittenAsOnline(device)); // at once, but not in the same instant
            TestDevice witness = admin.newDevice();
            application.kill();
            application.restart();
            // Retained messages come with the new subscription, before anything that is published after it.
            witness.publish("status/online", "");
            await().atMost(30, SECONDS).until(() -> state(witness).getBoolean("is_online"));

            JsonObject state = state(device);
            assertTrue(state.getBoolean("is_online"));
            assertEquals(3, messages(device));
            assertEquals(seen, Instant.parse(state.getString("last_seen")));
            retain(admin, device, ""); // takes it away again: the broker is everybody's
        }
    }

    private static int messages(TestDevice device) {
        String all = "/api/v1/devices/telemetry";
        return device.http().get(all).json().getInt("count")
                + device.http().get(all + "?type=status").json().getInt("count");
    }

    private static void retain(Client admin, TestDevice device, String payload) {
        admin.post(
                "/api/v1/mqtt/publish",
                "{\"topic\":\"iotflow/devices/%s/telemetry/m\",\"payload\":\"%s\",\"retain\":true}"
                        .formatted(device.id(), payload));
    }

    private static boolean isWrittenAsOnline(TestDevice device) throws SQLException {
        try (Connection connection = TestStack.database().getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT NOT said_offline FROM presence JOIN device ON device.id = presence.device WHERE device_id = ?")) {
            query.setString(1, device.id());
            ResultSet row = query.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }

    private static JsonObject state(TestDevice device) {
        return device.http().get("/api/v1/devices/status").json().getJsonObject("device");
    }
}

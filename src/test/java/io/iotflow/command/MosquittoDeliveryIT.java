package io.iotflow.command;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestMosquitto;
import io.iotflow.stack.TestStack;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that were not there when a command was sent get it over Mosquitto, which tells nobody who subscribes. */
@FullSuite
class MosquittoDeliveryIT {

    private static final String NAME = "Mosquitto";

    @TempDir
    private static Path folder;

    private static TestMosquitto mosquitto;
    private static Application application;
    private static Map<String, String> settings;

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Test
    void everyDeviceGetsIt(@TempDir Path client) throws Exception {
        start(Map.of());
        DeliverySequences sleeper = sequences();
        sleeper.cleanSessionSleeper();
        sequences().neverConnected();
        sequences().relayThatOnlySubscribes(false);
        sequences().documentedClientTwice(client);
        sleeper.itWakes(3); // the third attempt is certainly later than its pause
    }

    @Test
    void aRetainedCommandWaitsAtTheBrokerUntilItIsAnswered() throws Exception {
        start(Map.of("iotflow.command.retained", "true"));
        DeliverySequences sequences = sequences();
        sequences.send();
        sequences.noMoreByItself();
        Instant there = Instant.now();
        try (Connection relay = sequences.connect()) {
            sequences.listen(relay);
            sequences.awaitCommand(relay, there, "retained, relay that only subscribes");
            assertEquals(1, sequences.command().getInt("attempts"));
            relay.publishes(
                    "iotflow/devices/" + sequences.device().id() + "/status/command_response",
                    "{\"command_id\":\"c1\",\"status\":\"ok\"}");
            soon().until(() -> relay.received().stream().anyMatch(it -> it.endsWith("/commands/control ")));
        }
        try (Connection later = sequences.connect()) {
            sequences.listen(later);
            assertTrue(later.publishes("iotflow/devices/" + sequences.device().id() + "/telemetry/m", "1"));
            assertTrue(later.received().isEmpty());
        }
    }

    private static DeliverySequences sequences() {
        return new DeliverySequences(NAME, mosquitto.devicePort(), Client.admin(application.uri()));
    }

    private static void start(Map<String, String> more) {
        if (mosquitto == null) {
            mosquitto = TestMosquitto.startIn(folder, "commands over it");
            settings = Map.of(
                    "mqtt.port",
                    String.valueOf(mosquitto.serverPort()),
                    "mqtt.username",
                    TestMosquitto.USERNAME,
                    "mqtt.password",
                    TestMosquitto.PASSWORD,
                    "iotflow.broker.accounts",
                    "mosquitto");
        }
        if (application != null) {
            application.close();
        }
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        application = Application.start(TestStack.with(all));
    }
}

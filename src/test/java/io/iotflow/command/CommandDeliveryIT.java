package io.iotflow.command;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that were not there when a command was sent get it over the embedded broker, which tells who subscribes. */
@Deployed(OnPostgresql.class)
class CommandDeliveryIT {

    @ArquillianResource
    private URI base;

    private DeliverySequences sequences;

    @BeforeEach
    void register() {
        sequences = new DeliverySequences("embedded broker", TestStack.mqttPort(), Client.admin(base));
    }

    @Test
    void aDeviceThatNeverConnectedGetsItWhenItDoes() throws Exception {
        sequences.neverConnected();
    }

    @Test
    void aSleeperWithACleanSessionGetsItWhenItWakes() throws Exception {
        sequences.cleanSessionSleeper();
        sequences.itWakes(1);
    }

    @Test
    void aRelayThatOnlySubscribesGetsIt() throws Exception {
        sequences.relayThatOnlySubscribes(true);
    }

    @Test
    void theDocumentedJavaClientGetsItWhenItIsRunAgain(@TempDir Path folder) throws Exception {
        sequences.documentedClientTwice(folder);
    }

    @Test
    void aDeviceThatSaidOfflineGetsItInTheSessionThatItComesBackTo() throws Exception {
        TestDevice device = sequences.device();
        try (Connection leaving = open(device)) {
            sequences.listen(leaving);
            leaving.publishes("iotflow/devices/" + device.id() + "/status/offline", "{}");
            soon().until(() -> TestStack.queryLong("SELECT count(*) FROM presence JOIN device ON device.id = device"
                            + " WHERE said_offline AND device_id = '" + device.id() + "'")
                    == 1);
        }
        Client.admin(base)
                .post(
                        "/api/v1/mqtt/device/" + device.id() + "/command",
                        "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"c1\"}");
        assertEquals("queued", sequences.command().getString("state"));

        Instant there = Instant.now();
        try (Connection back = open(device)) {
            sequences.awaitCommand(back, there, "kept session, subscribed before");
            soon().until(() -> sequences.command().getString("state").equals("sent"));
            assertTrue(device.http()
                    .get("/api/v1/devices/status")
                    .json()
                    .getJsonObject("device")
                    .getBoolean("is_online"));
        }
    }

    private static Connection open(TestDevice device) throws Exception {
        return Connection.open(TestStack.mqttPort(), device.id(), device.key(), "kept-" + device.id(), false);
    }
}

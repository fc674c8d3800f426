package io.iotflow.mqttapi;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MQTT over HTTP while the broker is away, and after it came back. */
@FullSuite
class BrokerAwayIT {

    private static final String PUBLISH = "/api/v1/mqtt/publish";
    private static final String SUBSCRIBE = "/api/v1/mqtt/subscribe";
    private static final String MESSAGE = "{\"topic\":\"iotflow/x/y\",\"payload\":\"hello\",\"qos\":2}";
    private static final String FILTER = "{\"topic\":\"iotflow/x/#\"}";

    @TempDir
    private Path folder;

    private Client admin;

    @Test
    void saysThatTheBrokerIsAwayAndObservesAgainWhenItIsBack() throws IOException {
        int port = FreePorts.next();
        EmbeddedBroker broker = TestStack.startBroker(folder, port);
        try (Application application = Application.start(TestStack.withBrokerAt(port))) {
            admin = Client.admin(application.uri());
            assertEquals(200, admin.post(SUBSCRIBE, FILTER).status());
            assertEquals(200, admin.post(PUBLISH, MESSAGE).status());
            soon().until(() -> observed() == 1);

            broker.close();
            await().atMost(30, SECONDS).until(() -> !isConnected());
            assertAway(admin.post(PUBLISH, MESSAGE));
            assertAway(admin.post(SUBSCRIBE, "{\"topic\":\"iotflow/other\"}"));
            assertFalse(isConnected());

            broker = TestStack.startBroker(folder, port);
            await().atMost(60, SECONDS).until(this::isConnected);
            // The second session comes back by itself, a little later perhaps.
            await().atMost(60, SECONDS).until(() -> admin.post(PUBLISH, MESSAGE).status() == 200 && observed() > 1);
            assertEquals(1, status().getJsonArray("observed").size());
        } finally {
            broker.close();
        }
    }

    private static void assertAway(Reply reply) {
        assertEquals(503, reply.status(), reply.text());
        assertEquals("application/problem+json", reply.contentType());
        assertEquals("5", reply.header("Retry-After"));
    }

    private JsonObject status() {
        return admin.get("/api/v1/mqtt/status").json().getJsonObject("mqtt_status");
    }

    private boolean isConnected() {
        return status().getBoolean("connected");
    }

    private int observed() {
        return status().getJsonArray("observed").getJsonObject(0).getInt("messages");
    }
}

package io.iotflow.command;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands survive what they need: the broker goes away, and the application is killed. */
@FullSuite
class CommandOutageIT {

    @TempDir
    private Path folder;

    private Client admin;
    private TestDevice device;

    @Test
    void deliversWhatWasOrderedWhileTheBrokerWasAwayAndWhatAKilledNodeLeft() throws Exception {
        int port = FreePorts.next();
        EmbeddedBroker broker = TestStack.startBroker(folder, port);
        try (Application application = Application.start(TestStack.withBrokerAt(port))) {
            admin = Client.admin(application.uri());
            device = admin.newDevice();
            device.publish(port, "status/online", "{}".getBytes(StandardCharsets.UTF_8));
            soon().until(this::isOnline);
            broker.close();
            await().atMost(30, SECONDS).until(() -> admin.get("/health/ready").status() == 503);

            assertEquals("queued", send("during-outage"));

            broker = TestStack.startBroker(folder, port);
            try (CommandListener listener = CommandListener.of(device, device.connect(port))) {
                assertEquals("during-outage", listener.next().getString("command_id"));
                soon().until(() -> state("during-outage").equals("sent"));
                listener.say("command_response", "{\"command_id\":\"during-outage\",\"status\":\"ok\"}");
                soon().until(() -> state("during-outage").equals("acknowledged"));
                listener.say("offline", "{}");
                soon().until(() -> !isOnline());
            }
            assertEquals("queued", send("before-kill"));
            application.kill();
            application.restart();

            try (CommandListener listener = CommandListener.of(device, device.connect(port))) {
                assertEquals("before-kill", listener.next().getString("command_id"));
                listener.say("command_response", "{\"command_id\":\"before-kill\",\"status\":\"ok\"}");
                soon().until(() -> state("before-kill").equals("acknowledged"));
            }
        } finally {
            broker.close();
        }
    }

    private boolean isOnline() {
        return device.http()
                .get("/api/v1/devices/status")
                .json()
                .getJsonObject("device")
                .getBoolean("is_online");
    }

    private String send(String id) {
        Reply reply = admin.post(
                "/api/v1/mqtt/device/" + device.id() + "/command",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"" + id + "\"}");
        assertEquals(200, reply.status(), reply.text());
        return reply.json().getString("state");
    }

    private String state(String id) {
        return admin.get("/api/v1/mqtt/device/" + device.id() + "/command/" + id)
                .json()
                .getJsonObject("command")
                .getString("state");
    }
}

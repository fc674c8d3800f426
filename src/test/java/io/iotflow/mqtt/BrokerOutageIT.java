package io.iotflow.mqtt;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker comes late and goes away; the application takes up its session again, as often as it must. */
@FullSuite
class BrokerOutageIT {

    private static final byte[] READING = "1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void startsWithoutABrokerAndConnectsWheneverItIsThere() throws IOException {
        int port = FreePorts.next();
        try (Application application = Application.launch(TestStack.withBrokerAt(port))) {
            Client admin = Client.admin(application.uri());
            await().atMost(120, SECONDS)
                    .ignoreExceptions()
                    .until(() -> admin.get("/health/live").status() == 200);
            await().atMost(60, SECONDS)
                    .until(() -> admin.get("/health/ready").text().contains("\"postgresql\""));
            assertEquals(503, admin.get("/health/ready").status());
            TestDevice device = admin.newDevice();

            for (int times = 1; times <= 2; times++) {
                int expected = times;
                try (EmbeddedBroker broker = TestStack.startBroker(folder, port)) {
                    await().atMost(60, SECONDS)
                            .until(() -> admin.get("/health/ready").status() == 200);
                    device.publish(broker.port(), "telemetry/m", READING);
                    soon().until(() -> count(device) == expected);
                }
                await().atMost(30, SECONDS)
                        .until(() -> admin.get("/health/ready").status() == 503);
            }
        }
    }

    private static int count(TestDevice device) {
        return device.http().get(device.data("")).json().getInt("count");
    }
}

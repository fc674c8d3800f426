package io.iotflow.journey;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a restart of the machine PostgreSQL may come later than the application. */
@FullSuite
class LateStartIT {

    private boolean isBack;

    @BeforeEach
    void kill() {
        TestStack.database();
        TestStack.killDatabase();
    }

    @AfterEach
    void startAgain() {
        if (!isBack) {
            TestStack.startDatabase();
        }
    }

    @Test
    void waitsForPostgresqlSaysSoAndComesUpByItself() {
        try (Application application = Application.launch(TestStack.withDouble())) {
            awaitLog(application);
            TestStack.startDatabase();
            isBack = true;
            application.awaitReady();

            TestDevice device = Client.admin(application.uri()).newDevice();
            assertEquals(
                    201,
                    device.http()
                            .post("/api/v1/devices/telemetry", "{\"data\":{\"t\":21.5}}")
                            .status());
        }
    }

    @Test
    void endsThoughItWaits() {
        Application application = Application.launch(TestStack.withDouble());
        awaitLog(application);
        assertTrue(application.stop(), "SIGTERM has no effect");
    }

    private static void awaitLog(Application application) {
        await().atMost(2, MINUTES)
                .until(() -> application.log().stream().anyMatch(it -> it.contains("waiting for PostgreSQL at ")));
    }
}

package io.iotflow.journey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestServer;
import io.iotflow.stack.TestStack;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who asks while the application starts, and waits for PostgreSQL, is told to come again: never that there is nothing. */
@FullSuite
class StartingIT {

    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final int REFUSED = 0;

    private boolean isBack;

    @BeforeEach
    void killDatabase() {
        TestStack.database();
        TestStack.killDatabase();
    }

    @AfterEach
    void startDatabase() {
        if (!isBack) {
            TestStack.startDatabase();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isUnavailableUntilItIsThere(TestServer server) {
        try (Application application = Application.launch(TestStack.with(Map.of()), server.java())) {
            Client admin = Client.admin(application.uri());
            Probe health = new Probe(() -> admin.withKey(null).get("/health/ready"));
            Probe writes = new Probe(() -> admin.post(
                    "/api/v1/devices/register",
                    "{\"name\":\"%s\",\"device_type\":\"t\"}".formatted(UUID.randomUUID())));

            await().atMost(Duration.ofMinutes(2)).pollInterval(OFTEN).until(() -> {
                writes.ask();
                return health.ask().contains("it waits for PostgreSQL");
            });
            TestStack.startDatabase();
            isBack = true;
            await().atMost(Duration.ofMinutes(2)).pollInterval(OFTEN).until(() -> {
                writes.ask();
                health.ask();
                return writes.answers.containsKey(201) && health.answers.containsKey(200);
            });

            System.out.printf("%s: registrations %s, /health/ready %s%n", server, writes.answers, health.answers);
            assertEquals("[0, 503, 201]", writes.answers.keySet().toString());
            assertEquals("[0, 503, 200]", health.answers.keySet().toString());
        }
    }

    /** What was answered, in the order in which it came first, and how often; 0 for a connection that was refused. */
    private static final class Probe {

        private final Supplier<Reply> call;
        private final Map<Integer, Integer> answers = new LinkedHashMap<>();

        Probe(Supplier<Reply> call) {
            this.call = call;
        }

        String ask() {
            try {
                Reply reply = call.get();
                answers.merge(reply.status(), 1, Integer::sum);
                if (reply.status() == 503) {
                    assertIsTemporary(reply);
                }
                return reply.text();
            } catch (UncheckedIOException e) {
                assertTrue(e.getCause() instanceof ConnectException, e::toString);
                answers.merge(REFUSED, 1, Integer::sum);
                return "";
            }
        }

        private static void assertIsTemporary(Reply reply) {
            if (reply.text().startsWith("{\"status\":\"DOWN\"")) {
                return; // the application itself, which waits for its broker
            }
            assertEquals("application/problem+json", reply.contentType(), reply.text());
            assertEquals("5", reply.header("Retry-After"));
            assertEquals(503, reply.json().getInt("status"));
            assertTrue(reply.json().getString("detail").startsWith("IoTFlow is starting"), reply.text());
        }
    }
}

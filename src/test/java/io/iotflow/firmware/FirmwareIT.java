package io.iotflow.firmware;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.stack.UnreliableNetwork;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The firmware's core against the whole stack, over libmosquitto: the broker goes, the power goes, no reading does. */
@FullSuite
class FirmwareIT {

    private static final String LIBRARY = "-lmosquitto";

    @TempDir
    private static Path brokerFolder;

    private static Path program;
    private static int port;
    private static EmbeddedBroker broker;
    private static Application application;

    @TempDir
    private Path flash;

    private TestDevice device;

    @BeforeAll
    static void start() throws Exception {
        Optional<CppCompiler> compiler = CppCompiler.find();
        boolean canBuild = compiler.isPresent()
                && compiler.get().compiles("#include <mosquitto.h>\nint main() { mosquitto_lib_init(); }", LIBRARY);
        if (!canBuild) {
            System.out.println("The firmware is not tried against the stack: it needs a C++ compiler and libmosquitto"
                    + " (Debian: g++ libmosquitto-dev).");
        }
        assumeTrue(canBuild, "no C++ compiler or no libmosquitto");
        program = compiler.get().build("host", CppCompiler.SOURCES.resolve("host"), LIBRARY);
        port = FreePorts.next();
        broker = TestStack.startBroker(brokerFolder, port);
        application = Application.start(TestStack.withBrokerAt(port));
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
            broker.close();
        }
    }

    @BeforeEach
    void register() {
        device = Client.admin(application.uri()).newDevice();
    }

    @Test
    void deliversEachReadingOnceThoughTheBrokerWasAway() throws Exception {
        try (HostDevice host = start(1, 100_000, 50)) {
            await().atMost(30, SECONDS).until(() -> host.state().delivered() >= 20);
            broker.close();
            try {
                await().atMost(60, SECONDS).until(() -> host.state().onFlash() >= 100);
            } finally {
                broker = TestStack.startBroker(brokerFolder, port);
            }
            await().atMost(60, SECONDS).until(() -> host.state().delivered() >= 150);
            assertAllAreStored(host);
        }
    }

    @Test
    void deliversAgainWhatTheNetworkSwallowed() throws Exception {
        try (UnreliableNetwork network = new UnreliableNetwork(port);
                HostDevice host = HostDevice.start(program, flash, network.port(), device, 1, 100_000, 20)) {
            await().atMost(30, SECONDS).until(() -> host.state().delivered() >= 20);
            network.swallow();
            await().atMost(30, SECONDS).until(() -> host.state().buffered() >= 40);
            network.recover();
            await().atMost(60, SECONDS).until(() -> host.state().delivered() >= 100);
            assertAllAreStored(host);
        }
    }

    @Test
    void losesNothingThatWasOnTheFlashWhenThePowerGoes() throws Exception {
        int safe;
        try (HostDevice host = start(1, 100_000, 20)) {
            await().atMost(30, SECONDS).until(() -> host.state().delivered() >= 20);
            broker.close();
            try {
                await().atMost(30, SECONDS).until(() -> host.state().onFlash() >= 50);
                host.kill();
                safe = host.state().safe();
            } finally {
                broker = TestStack.startBroker(brokerFolder, port);
            }
        }
        assertTrue(safe >= 70, "safe are " + safe);
        try (HostDevice host = start(1_000_001, 5, 20)) {
            assertEquals(0, host.awaitEnd());
        }

        await().atMost(30, SECONDS).until(() -> sequence().containsAll(List.of(1_000_001, 1_000_005)));
        List<Integer> stored = sequence();
        assertTrue(stored.containsAll(IntStream.rangeClosed(1, safe).boxed().toList()), () -> safe + " of " + stored);
        assertEquals(stored.stream().distinct().count(), stored.size());
    }

    @Test
    void doesWhatItIsToldAndSaysSo() throws Exception {
        try (HostDevice host = start(1, 100_000, 20)) {
            await().atMost(30, SECONDS).until(() -> host.state().isOnline());
            send("config", "{\"interval\":3600}", "c-1");
            send("control", "{\"action\":\"explode\"}", "c-2");
            send("firmware", "{\"url\":\"http://example.org/f\"}", "c-3");
            awaitResult("c-1", "succeeded", "interval is 3600 s");
            awaitResult("c-2", "failed", "action must be");
            awaitResult("c-3", "failed", "url must begin with https://");
            send("control", "\"restart\"", "c-4");

            assertEquals(HostDevice.TO_BE_RESTARTED, host.awaitEnd());
            awaitResult("c-4", "succeeded", "restarts");
        }
        try (HostDevice host = start(1, 100_000, 20)) {
            await().atMost(30, SECONDS).until(() -> host.state().isOnline());
            send("control", "{\"action\":\"report\"}", "c-5");
            awaitResult("c-5", "succeeded", "reported");
            assertEquals(0, host.state().taken(), "it kept its interval of an hour");
        }
    }

    private HostDevice start(int first, int count, int intervalMillis) throws IOException {
        return HostDevice.start(program, flash, port, device, first, count, intervalMillis);
    }

    /** Stops the device, and has what it still has delivered after another start. */
    private void assertAllAreStored(HostDevice host) throws Exception {
        assertEquals(HostDevice.STOPPED, host.stop());
        assertEquals(0, host.state().dropped());
        int last = host.state().taken() + 1;
        try (HostDevice again = start(last, 1, 20)) {
            assertEquals(0, again.awaitEnd());
        }
        await().atMost(30, SECONDS).until(() -> sequence().size() >= last);
        assertEquals(
                IntStream.rangeClosed(1, last).boxed().toList(),
                sequence().stream().sorted().toList());
    }

    /** The numbers of all readings that the product has of the device, as often as it has them. */
    private List<Integer> sequence() {
        List<Integer> numbers = new ArrayList<>();
        String cursor = "";
        do {
            Reply reply = device.http().get("/api/v1/devices/telemetry?limit=1000&type=temperature" + cursor);
            assertEquals(200, reply.status(), reply.text());
            reply.json().getJsonArray("telemetry").getValuesAs(JsonObject.class).stream()
                    .map(it -> it.getJsonObject("payload").getInt("seq"))
                    .forEach(numbers::add);
            String next = reply.json().getString("next_cursor", null);
            cursor = next == null ? "" : "&cursor=" + Client.encode(next);
        } while (!cursor.isEmpty());
        return numbers;
    }

    private void send(String type, String command, String id) {
        Reply reply = Client.admin(application.uri())
                .post(
                        "/api/v1/mqtt/device/" + device.id() + "/command",
                        "{\"command_type\":\"%s\",\"command\":%s,\"command_id\":\"%s\"}".formatted(type, command, id));
        assertEquals(200, reply.status(), reply.text());
    }

    private void awaitResult(String id, String result, String message) {
        await().atMost(30, SECONDS).until(() -> {
            Reply reply = device.http().get("/api/v1/mqtt/device/" + device.id() + "/command/" + id);
            return reply.text().contains("\"" + result + "\"") && reply.text().contains(message);
        });
    }
}

package io.iotflow.journey;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotflow.docs.Block;
import io.iotflow.docs.Page;
import io.iotflow.stack.Client;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.tools.quickstart.JavaHome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's first minutes: the start, the printed commands, the documentation's tour, Ctrl-C, a backup, and the next day. */
@FullSuite
class QuickstartIT {

    private static final String START = "./quickstart\n";
    private static final int LABEL = 17; // columns of a label and the spaces behind it

    @TempDir
    private Path folder;

    private BuiltCopy copy;
    private int http;
    private int mqtt;

    @BeforeEach
    void choosePorts() throws IOException {
        copy = BuiltCopy.in(folder);
        http = FreePorts.next();
        mqtt = FreePorts.next();
    }

    JavaHome java() {
        return JavaHome.current();
    }

    /** Which server a Java gets, as its log says. */
    void isOnItsServer(String log) throws IOException {
        assertTrue(log.contains(JavaHome.current().release() < 21 ? "Payara Micro 6." : "Payara Micro 7."));
    }

    private QuickstartProcess start(String... options) throws IOException {
        return QuickstartProcess.start(
                copy, http, mqtt, Map.of("JAVA_HOME", java().folder().toString()), options);
    }

    @Test
    void printsCommandsThatWorkAndKeepsTheDataOverARestart() throws Exception {
        String reason = "the printed commands need curl, and it is not installed";
        boolean hasCurl = QuickstartProcess.isInstalled("curl");
        if (!hasCurl) {
            System.out.println("Skipped: " + reason);
        }
        assumeTrue(hasCurl, reason);
        String query;
        String answer;

        try (QuickstartProcess first = start().awaitReady()) {
            showsWhatTheReadmeShows(first);
            isOnItsServer(Files.readString(Path.of(first.value("Log"))));
            List<String> commands = first.commands();
            String printed = QuickstartProcess.paste(String.join("\n", commands) + "\necho KEY=$KEY", Map.of());
            assertTrue(printed.contains("Telemetry data received successfully"), printed);
            assertTrue(printed.contains("\"value\":23.5"), printed);
            query = "KEY=" + printed.substring(printed.lastIndexOf("KEY=") + 4).strip() + "\n"
                    + commands.get(2).replace("start=-1h", "start=2026-01-01T00:00:00Z");
            answer = QuickstartProcess.paste(query, Map.of());
            takeTheTour(first);
            first.stop();
        }
        new Tour(folder, http, mqtt).take(blocks("stopped").toList());

        try (QuickstartProcess second = start("--fleet", "8").awaitReady()) {
            assertEquals(answer, QuickstartProcess.paste(query, Map.of()));
            seeAFleet(second);
        }
    }

    /** The query that is printed for a fleet is answered with something else soon. */
    private static void seeAFleet(QuickstartProcess quickstart) throws IOException {
        String query = quickstart.commands().get(0);
        assertTrue(query.contains("/device/demo-environmental-1/data"), query);
        List<String> answers = new ArrayList<>();
        soon().until(() -> {
            answers.add(QuickstartProcess.paste(query, Map.of()));
            return answers.stream()
                            .filter(it -> it.contains("temperature"))
                            .distinct()
                            .count()
                    > 2;
        });
        Reply devices = new Client(
                        URI.create(quickstart.value("Console").replaceAll("/$", "")), quickstart.value("Admin key"))
                .get("/api/v1/admin/devices?search=demo-");
        assertEquals(8, devices.json().getJsonObject("pagination").getInt("total"), devices.text());
        signInOnce(quickstart);
    }

    /** With the link that is printed. */
    private static void signInOnce(QuickstartProcess quickstart) throws IOException {
        String link = quickstart.value("Sign in");
        Client nobody = new Client(URI.create(quickstart.value("Console").replaceAll("/$", "")), null);
        String body = "{\"link_token\":\"%s\"}".formatted(link.substring(link.lastIndexOf('/') + 1));
        assertEquals(200, nobody.post("/api/v1/session", body).status());
        assertEquals(401, nobody.post("/api/v1/session", body).status());
    }

    @Test
    void whatThePagesShowAndNobodyCanRunHereIsShell() throws IOException, InterruptedException {
        for (Block block : Block.onlyChecked()) {
            Files.writeString(folder.resolve("block.sh"), block.code());

            assertEquals(
                    "", QuickstartProcess.paste("sh -n '" + folder.resolve("block.sh") + "'", Map.of()), block.place());
        }
    }

    @Test
    void saysInOneLineWhichPortIsTakenAndWhichOptionChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                QuickstartProcess quickstart = QuickstartProcess.start(copy, taken.getLocalPort(), mqtt)) {
            assertEquals(1, quickstart.awaitEnd());

            String printed = quickstart.output().strip();
            assertEquals(1, printed.lines().count(), printed);
            assertTrue(
                    printed.contains(String.valueOf(taken.getLocalPort())) && printed.contains("--http-port"), printed);
        }
    }

    @Test
    void stopsAtABadSettingWithALineThatNamesIt() throws Exception {
        try (QuickstartProcess quickstart =
                QuickstartProcess.start(copy, http, mqtt, Map.of("IOTFLOW_REGISTRATION", "opne"))) {
            assertEquals(1, quickstart.awaitEnd());

            String printed = quickstart.output();
            assertTrue(printed.contains("IOTFLOW_REGISTRATION must be open or admin, is 'opne'"), printed);
        }
    }

    /** Runs what the pages show, in their order. */
    private void takeTheTour(QuickstartProcess quickstart) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("Reading.java"), javaClient());
        List<Block> blocks = blocks("").filter(it -> !it.code().equals(START)).toList();
        assertTrue(blocks.size() >= 12, "the tour has " + blocks);

        String key = new Tour(folder, http, mqtt).take(blocks);

        String stored = new Client(URI.create("http://localhost:" + http), key)
                .get("/api/v1/devices/telemetry?limit=10&type=temperature")
                .text();
        assertTrue(stored.contains("\"temperature\":21.5"), "by the client in Java: " + stored);
        if (QuickstartProcess.isInstalled("mosquitto_pub")) {
            assertTrue(stored.contains("\"temperature\":25.5"), "by mosquitto_pub: " + stored);
        }
        assertEquals(1, blocks("").filter(it -> it.code().equals(START)).count(), "the start of the README");
        assertTrue(quickstart.output().contains("Ctrl-C"));
    }

    /** The labels of the README's sample, and the addresses behind them. */
    private void showsWhatTheReadmeShows(QuickstartProcess quickstart) throws IOException {
        String sample = Page.of(Path.of("README.md")).blocks().stream()
                .map(Block::code)
                .filter(it -> it.startsWith("IoTFlow is ready"))
                .findFirst()
                .orElseThrow();
        String printed = quickstart.output();
        for (String line : sample.lines().filter(it -> it.startsWith("  ")).toList()) {
            String shown = line.contains("localhost")
                    ? line.replaceAll("iotf_.*", "")
                            .replace(":5000", ":" + http)
                            .replace(":1883", ":" + mqtt)
                    : line.substring(0, LABEL);
            assertTrue(printed.contains("\n" + shown), "'" + shown + "' is not in:\n" + printed);
        }
    }

    private static Stream<Block> blocks(String when) {
        return Block.runBy("QuickstartIT").stream()
                .filter(it -> it.marker("when").equals(when));
    }

    private static String javaClient() {
        return Page.of(Path.of("src/docs/devices.md")).blocks().stream()
                .filter(it -> it.language().equals("java"))
                .findFirst()
                .orElseThrow()
                .code();
    }
}

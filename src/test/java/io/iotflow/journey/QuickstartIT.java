package io.iotflow.journey;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's first minutes: the start, the printed commands, the README's tour, Ctrl-C, and the next day. */
@FullSuite
class QuickstartIT {

    @TempDir
    private Path folder;

    private int http;
    private int mqtt;

    @BeforeEach
    void choosePorts() throws IOException {
        http = QuickstartProcess.freePort();
        mqtt = QuickstartProcess.freePort();
    }

    @Test
    void printsCommandsThatWorkAndKeepsTheDataOverARestart() throws Exception {
        String reason = "the printed commands need curl, and it is not installed";
        boolean hasCurl =
                !QuickstartProcess.paste("command -v curl || true", Map.of()).isBlank();
        if (!hasCurl) {
            System.out.println("Skipped: " + reason);
        }
        assumeTrue(hasCurl, reason);
        String question;
        String answer;

        try (QuickstartProcess first =
                QuickstartProcess.start(folder, http, mqtt).awaitReady()) {
            List<String> commands = first.commands();
            String printed = QuickstartProcess.paste(String.join("\n", commands) + "\necho KEY=$KEY", Map.of());
            assertTrue(printed.contains("Telemetry data received successfully"), printed);
            assertTrue(printed.contains("\"value\":23.5"), printed);
            question =
                    "KEY=" + printed.substring(printed.lastIndexOf("KEY=") + 4).strip() + "\n"
                            + commands.get(2).replace("start=-1h", "start=2026-01-01T00:00:00Z");
            answer = QuickstartProcess.paste(question, Map.of());
            takeTheTour(first, "http://localhost:" + http);
            first.stop();
        }

        try (QuickstartProcess second = QuickstartProcess.start(folder, http, mqtt, Map.of(), "--fleet", "8")
                .awaitReady()) {
            assertEquals(answer, QuickstartProcess.paste(question, Map.of()));
            seeAFleet(second);
        }
    }

    /** The question that is printed for a fleet is answered with something else soon. */
    private static void seeAFleet(QuickstartProcess quickstart) throws IOException {
        String question = quickstart.commands().get(0);
        assertTrue(question.contains("/device/demo-environmental-1/data"), question);
        List<String> answers = new ArrayList<>();
        soon().until(() -> {
            answers.add(QuickstartProcess.paste(question, Map.of()));
            return answers.stream()
                            .filter(it -> it.contains("temperature"))
                            .distinct()
                            .count()
                    > 2;
        });
        Reply devices = new Client(
                        URI.create(quickstart.value("API").replace("/openapi", "")), quickstart.value("Admin key"))
                .get("/api/v1/admin/devices?search=demo-");
        assertEquals(8, devices.json().getJsonObject("pagination").getInt("total"), devices.text());
    }

    @Test
    void saysInOneLineWhichPortIsTakenAndWhichOptionChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                QuickstartProcess quickstart = QuickstartProcess.start(folder, taken.getLocalPort(), mqtt)) {
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
                QuickstartProcess.start(folder, http, mqtt, Map.of("IOTFLOW_REGISTRATION", "opne"))) {
            assertEquals(1, quickstart.awaitEnd());

            String printed = quickstart.output();
            assertTrue(printed.contains("IOTFLOW_REGISTRATION must be open or admin, is 'opne'"), printed);
        }
    }

    /** Runs the README's curl commands and compares the members of the answers that it shows. */
    private void takeTheTour(QuickstartProcess quickstart, String url) throws IOException, InterruptedException {
        String key = "";
        List<Readme.Step> tour = Readme.tour();
        assertTrue(tour.size() >= 4, "the README's tour has " + tour.size() + " steps");
        for (Readme.Step step : tour) {
            String printed = QuickstartProcess.paste(
                    step.command().replace("http://localhost:5000", url),
                    Map.of("ADMIN_KEY", quickstart.value("Admin key"), "KEY", key));
            assertEquals(members(step.answer()), members(printed), step.command() + "\n" + printed);
            Matcher shown = Pattern.compile("\"api_key\":\"([^\"]+)\"").matcher(printed);
            key = shown.find() ? shown.group(1) : key;
        }
        Client device = new Client(URI.create(url), key);
        runTheJavaExample(device, key);
        runTheMosquittoExample(device, key);
    }

    /** The README's client in Java, as it stands there. */
    private void runTheJavaExample(Client device, String key) throws IOException {
        Files.writeString(folder.resolve("Reading.java"), Readme.javaClient());
        Path paho = Path.of(MqttClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        paho.toString(),
                        folder.resolve("Reading.java").toString(),
                        "tcp://localhost:" + mqtt,
                        Readme.DEVICE,
                        key)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("reading.out").toFile())
                .start();
        try {
            await().atMost(60, SECONDS)
                    .failFast("the client ended", () -> !client.isAlive())
                    .until(() -> newest(device).contains("\"temperature\":21.5"));
        } finally {
            client.destroy();
        }
    }

    private void runTheMosquittoExample(Client device, String key) throws IOException, InterruptedException {
        if (QuickstartProcess.paste("command -v mosquitto_pub || true", Map.of())
                .isBlank()) {
            System.out.println("Skipped: the README's example of mosquitto_pub, because it is not installed");
            return;
        }
        QuickstartProcess.paste(Readme.mosquittoPub().replace("-p 1883", "-p " + mqtt), Map.of("KEY", key));
        await().atMost(30, SECONDS).until(() -> newest(device).contains("\"temperature\":25.5"));
    }

    private static String newest(Client device) {
        return device.get("/api/v1/devices/telemetry?limit=10&type=temperature").text();
    }

    private static List<String> members(String json) {
        Matcher member = Pattern.compile("\"([a-z_]+)\" ?:").matcher(json);
        List<String> members = new ArrayList<>();
        while (member.find()) {
            members.add(member.group(1));
        }
        return members.stream().distinct().sorted().toList();
    }
}

package io.iotflow.journey;

import static io.iotflow.stack.Waiting.soon;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotflow.platform.listener.HttpFlood;
import io.iotflow.stack.Client;
import io.iotflow.stack.Connection;
import io.iotflow.stack.FreePorts;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TlsContexts;
import io.iotflow.tools.certificate.Authority;
import io.iotflow.tools.certificate.Identity;
import io.iotflow.tools.quickstart.JavaHome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart with {@code --tls}: what it prints works, and without TLS it is this machine's alone. */
@FullSuite
class QuickstartTlsIT {

    private static final int HANDSHAKES = 200;
    private static final Duration OFTEN = Duration.ofMillis(10);

    @TempDir
    private Path folder;

    private BuiltCopy copy;
    private int http;
    private int mqtt;
    private int https;
    private int mqtts;

    @BeforeEach
    void choosePorts() throws IOException {
        copy = BuiltCopy.in(folder);
        http = FreePorts.next();
        mqtt = FreePorts.next();
        https = FreePorts.next();
        mqtts = FreePorts.next();
    }

    JavaHome java() {
        return JavaHome.current();
    }

    private QuickstartProcess start() throws IOException {
        return QuickstartProcess.start(
                copy,
                http,
                mqtt,
                Map.of(
                        "IOTFLOW_CLIENT_CERTIFICATES",
                        "optional",
                        "IOTFLOW_HTTPS_PORT",
                        String.valueOf(https),
                        "JAVA_HOME",
                        java().folder().toString()),
                "--data",
                data().toString(),
                "--tls",
                "--bind",
                "0.0.0.0",
                "--mqtts-port",
                String.valueOf(mqtts));
    }

    private Path tls() {
        return data().resolve(Authority.FOLDER);
    }

    /** As on a desktop, with a blank in it. */
    private Path data() {
        return folder.resolve("my data");
    }

    @Test
    void servesOverTlsWhatItPrints() throws Exception {
        assumeTrue(QuickstartProcess.isInstalled("curl"), "the printed commands need curl");
        X509Certificate authority;

        try (QuickstartProcess quickstart = start()) {
            assertEquals(List.of(0, 503, 200), List.copyOf(answersUntilReady(quickstart)));

            authority = Authority.in(tls(), Clock.systemUTC()).certificate();
            worksAsPrinted(quickstart);
            keysAreTheOwners();
            withoutTlsItIsThisMachinesAlone();
            handshakesThatDoNotEndHinderNobodyElse(quickstart, authority);
            quickstart.stop();
        }
        try (QuickstartProcess again = start().awaitReady()) {
            assertEquals(authority, Authority.in(tls(), Clock.systemUTC()).certificate());
            assertTrue(again.output().contains(tls().resolve("ca.pem").toString()), again.output());
        }
    }

    /** What is answered over TLS in the order in which it came first; 0 for a connection that was refused. */
    private Set<Integer> answersUntilReady(QuickstartProcess quickstart) throws IOException {
        Set<Integer> answers = new LinkedHashSet<>();
        Path server = tls().resolve("server.p12");
        await().atMost(Duration.ofMinutes(2)).pollInterval(OFTEN).until(() -> Files.exists(server));
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TlsContexts.trusting(
                        Authority.in(tls(), Clock.systemUTC()).certificate()))
                .build();
        HttpRequest health = HttpRequest.newBuilder(URI.create("https://localhost:" + https + "/health/ready"))
                .build();
        await().atMost(Duration.ofMinutes(3)).pollInterval(OFTEN).until(() -> {
            answers.add(statusOf(client, health));
            return quickstart.output().contains("Ctrl-C") && answers.contains(200);
        });
        return answers;
    }

    private static int statusOf(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString()).statusCode();
        } catch (ConnectException e) {
            return 0;
        }
    }

    private void worksAsPrinted(QuickstartProcess quickstart) throws Exception {
        assertEquals("https://localhost:" + https + "/", quickstart.value("Console"));
        assertTrue(quickstart.output().contains(" mqtts://localhost:" + mqtts + " "), quickstart.output());
        List<String> commands = quickstart
                .output()
                .lines()
                .filter(it -> it.matches("(KEY=|curl |mosquitto_pub ).*"))
                .toList();
        assertEquals(4, commands.size(), quickstart.output());
        String printed = QuickstartProcess.paste(String.join("\n", commands) + "\necho KEY=$KEY", Map.of());
        assertTrue(printed.contains("\"value\":23.5"), printed);
        if (QuickstartProcess.isInstalled("mosquitto_pub")) {
            String key = printed.substring(printed.lastIndexOf("KEY=")).strip();
            soon().until(() -> QuickstartProcess.paste(key + "\n" + commands.get(2), Map.of())
                    .contains("\"value\":24.5"));
        }
    }

    private void keysAreTheOwners() throws IOException {
        for (String file : List.of("ca-key.pem", "server-key.pem", "server.p12", "../payara/preboot.asadmin")) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(tls().resolve(file))),
                    file);
        }
    }

    private void withoutTlsItIsThisMachinesAlone() throws IOException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(it -> it.isSiteLocalAddress() && !it.isLoopbackAddress())
                .findFirst();
        assertTrue(accepts(InetAddress.getLoopbackAddress(), http));
        assertTrue(accepts(InetAddress.getLoopbackAddress(), mqtt));
        if (address.isPresent()) {
            assertTrue(accepts(address.get(), https));
            assertTrue(accepts(address.get(), mqtts));
            assertFalse(accepts(address.get(), http));
            assertFalse(accepts(address.get(), mqtt));
        }
    }

    private static boolean accepts(InetAddress address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 5_000);
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private void aDeviceConnectsWithACertificate(QuickstartProcess quickstart, X509Certificate authority)
            throws Exception {
        Client admin = new Client(URI.create("http://localhost:" + http), quickstart.value("Admin key"));
        TestDevice device = admin.newDevice();
        String made = QuickstartProcess.paste(
                "cd '" + folder + "' && bin/iotflow certificate " + device.id() + " --data 'my data'",
                Map.of("JAVA_HOME", System.getProperty("java.home")));
        assertTrue(made.startsWith("Made "), made);
        Identity certificate =
                Identity.read(folder.resolve(device.id() + ".pem"), folder.resolve(device.id() + "-key.pem"));
        SSLContext context = TlsContexts.showing(certificate, authority);

        try (Connection connection = Connection.secure(mqtts, context, null, null, device.id())) {
            assertTrue(connection.publishes(
                    "iotflow/devices/" + device.id() + "/telemetry/temperature", "{\"value\":7.5}"));
            soon().until(() -> device.http()
                    .get("/api/v1/devices/telemetry?limit=1")
                    .text()
                    .contains("7.5"));
            admin.delete("/api/v1/admin/devices/" + device.id());
            soon().until(() -> !connection.isConnected());
        }
        admin.newDevice(device.id(), null);
        assertThrows(MqttException.class, () -> Connection.secure(mqtts, context, null, null, device.id()));
    }

    private void handshakesThatDoNotEndHinderNobodyElse(QuickstartProcess quickstart, X509Certificate authority)
            throws Exception {
        Client admin = new Client(URI.create("http://localhost:" + http), quickstart.value("Admin key"));
        TestDevice device = admin.newDevice();
        SSLContext context = TlsContexts.trusting(authority);
        String begin = "\u0016\u0003\u0001\u0002\u0000\u0001"; // of a ClientHello of 512 bytes
        try (HttpFlood toHttps = HttpFlood.open(URI.create("https://127.0.0.1:" + https), HANDSHAKES);
                HttpFlood toMqtts = HttpFlood.open(URI.create("mqtts://127.0.0.1:" + mqtts), HANDSHAKES)) {
            toHttps.send(begin);
            toMqtts.send(begin);
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                toHttps.send("a");
                toMqtts.send("a");
                long before = System.nanoTime();
                postsOverANewConnection(context, device);
                try (Connection mqtt = Connection.secure(mqtts, context, device.id(), device.key(), device.id())) {
                    assertTrue(mqtt.publishes("iotflow/devices/" + device.id() + "/telemetry/m", "{\"value\":1}"));
                }
                millis.add(Duration.ofNanos(System.nanoTime() - before).toMillis());
            }
            Collections.sort(millis);
            System.out.printf(
                    "%d handshakes that do not end at each of HTTPS and MQTTS: a device signs in and sends over both in"
                            + " %d ms (p50), %d ms (max)%n",
                    HANDSHAKES, millis.get(millis.size() / 2), millis.get(millis.size() - 1));
            assertTrue(millis.get(millis.size() - 1) < 5_000, millis.toString());
            aDeviceConnectsWithACertificate(quickstart, authority);
            await().atMost(Duration.ofMinutes(2)).until(() -> toHttps.openCount() == 0 && toMqtts.openCount() == 0);
            String log = Files.readString(data().resolve("logs").resolve("payara.log"));
            assertFalse(log.contains("OutOfMemoryError"), "what is closed must cost nothing");
        }
    }

    private void postsOverANewConnection(SSLContext context, TestDevice device) throws Exception {
        HttpRequest post = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + https + "/api/v1/devices/telemetry"))
                .timeout(Duration.ofSeconds(10))
                .header("X-API-Key", device.key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"data\":{\"value\":1.5}}"))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
        assertEquals(201, client.send(post, BodyHandlers.ofString()).statusCode());
    }
}

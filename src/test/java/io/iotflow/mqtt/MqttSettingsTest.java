package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.ShippedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttSettingsTest {

    private static final char[] PASSWORD = "password".toCharArray();

    @Test
    void takesThePortOfTlsWhereTlsIsOn() {
        Map<String, String> both = Map.of("mqtt.port", "1883", "mqtt.tls.port", "8883");

        assertEquals("tcp://localhost:1883", settings(both).uri);
        assertEquals(
                "ssl://localhost:8883",
                settings(Map.of("mqtt.port", "1883", "mqtt.tls.port", "8883", "mqtt.use.tls", "true")).uri);
        assertEquals("ssl://localhost:1883", settings(Map.of("mqtt.use.tls", "true")).uri);
    }

    @Test
    void takesOverOnlyWhereNodesShare() {
        assertEquals(Optional.empty(), settings(Map.of()).takeOverAfter);
        assertEquals(Optional.of(Duration.ofSeconds(5)), settings(shared("PT5S")).takeOverAfter);
        assertEquals(Optional.empty(), settings(shared("off")).takeOverAfter);
        assertThrows(IllegalStateException.class, () -> settings(shared("PT1S")));
        assertThrows(IllegalStateException.class, () -> settings(shared("PT2H")));
    }

    private static Map<String, String> shared(String after) {
        return Map.of("mqtt.shared.subscription", "true", "mqtt.take.over.after", after);
    }

    @Test
    void trustsTheGivenAuthorityAndShowsOurCertificate(@TempDir Path folder) throws Exception {
        KeyStore pair = pair(folder);
        Path certificate =
                pem(folder, "CERTIFICATE", pair.getCertificate("test").getEncoded());
        Path key = pem(folder, "PRIVATE KEY", pair.getKey("test", PASSWORD).getEncoded());

        MqttSettings settings = settings(Map.of(
                "mqtt.use.tls", "true",
                "mqtt.ca.cert.path", certificate.toString(),
                "mqtt.cert.file.path", certificate.toString(),
                "mqtt.key.file.path", key.toString()));

        try (SSLServerSocket broker = brokerThatWantsACertificate(pair)) {
            Thread client = new Thread(() -> shakeHands(settings, broker.getLocalPort()));
            client.start();
            try (SSLSocket accepted = (SSLSocket) broker.accept()) {
                accepted.startHandshake();
                assertEquals(pair.getCertificate("test"), accepted.getSession().getPeerCertificates()[0]);
            }
            client.join();
        }
    }

    @Test
    void leavesTheDefaultsWhereNoFileIsGiven() {
        assertNull(settings(Map.of("mqtt.use.tls", "true")).connectOptions().getSocketFactory());
    }

    @Test
    void saysWhichFileIsMissing(@TempDir Path folder) throws Exception {
        Path certificate =
                pem(folder, "CERTIFICATE", pair(folder).getCertificate("test").getEncoded());

        assertTrue(refusal(Map.of("mqtt.use.tls", "true", "mqtt.ca.cert.path", folder + "/none.crt"))
                .startsWith("MQTT_CA_CERT_PATH cannot be read: "));
        assertEquals(
                "MQTT_CERT_FILE_PATH and MQTT_KEY_FILE_PATH must be given together",
                refusal(Map.of("mqtt.use.tls", "true", "mqtt.cert.file.path", certificate.toString())));
        assertTrue(refusal(Map.of(
                        "mqtt.use.tls", "true",
                        "mqtt.cert.file.path", certificate.toString(),
                        "mqtt.key.file.path", certificate.toString()))
                .startsWith("MQTT_KEY_FILE_PATH must be a key in PKCS #8"));
    }

    private static String refusal(Map<String, String> set) {
        return assertThrows(IllegalStateException.class, () -> settings(set)).getMessage();
    }

    private static MqttSettings settings(Map<String, String> set) {
        return new MqttSettings(new ShippedConfig(set));
    }

    private static void shakeHands(MqttSettings settings, int port) {
        assertNotNull(settings.connectOptions().getSocketFactory());
        try (SSLSocket socket =
                (SSLSocket) settings.connectOptions().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            socket.getInputStream().read();
        } catch (IOException e) {
            // The broker's side of the handshake is what is looked at.
        }
    }

    private static SSLServerSocket brokerThatWantsACertificate(KeyStore pair) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(pair, PASSWORD);
        KeyStore trusting = KeyStore.getInstance("PKCS12");
        trusting.load(null, null);
        trusting.setCertificateEntry("client", pair.getCertificate("test"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trusting);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        server.setNeedClientAuth(true);
        server.setSoTimeout(30_000);
        return server;
    }

    private static KeyStore pair(Path folder) throws Exception {
        Path file = folder.resolve("pair.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private static Path pem(Path folder, String kind, byte[] content) throws IOException {
        return Files.writeString(
                folder.resolve(kind.replace(' ', '-') + ".pem"),
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }
}

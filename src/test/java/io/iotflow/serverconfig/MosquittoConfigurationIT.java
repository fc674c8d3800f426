package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Scripts;
import io.iotflow.stack.TestMosquitto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Mosquitto with the configuration, the accounts and the certificate that our files and scripts make. */
@FullSuite
class MosquittoConfigurationIT {

    private static final Path SHIPPED = Path.of("server-config/mosquitto");

    @TempDir
    private static Path folder;

    private static TestMosquitto mosquitto;

    @BeforeAll
    static void start() {
        mosquitto = TestMosquitto.startIn(folder, "its configuration");
    }

    @AfterAll
    static void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Test
    void speaksMqttPlainlyOverTlsAndOverWebSocket() throws Exception {
        assertTrue(publishes("tcp://127.0.0.1:" + mosquitto.devicePort(), account(), null));
        assertTrue(publishes("ssl://127.0.0.1:" + mosquitto.tlsPort(), account(), trusting(mosquitto.authority())));
        assertTrue(publishes("ws://127.0.0.1:" + mosquitto.webSocketPort(), account(), null));
        assertTrue(publishes("tcp://127.0.0.1:" + mosquitto.serverPort(), account(), null));
    }

    @Test
    void isNotTrustedByAClientThatDoesNotKnowTheAuthority() {
        SocketFactory ordinary = javax.net.ssl.SSLSocketFactory.getDefault();

        assertThrows(
                MqttException.class, () -> publishes("ssl://127.0.0.1:" + mosquitto.tlsPort(), account(), ordinary));
    }

    @Test
    void knowsNobodyWithoutAPasswordOnAnyPort() throws Exception {
        SocketFactory trusting = trusting(mosquitto.authority());
        for (MqttConnectOptions options : new MqttConnectOptions[] {new MqttConnectOptions(), wrongPassword()}) {
            for (String address : new String[] {
                "tcp://127.0.0.1:" + mosquitto.devicePort(),
                "ssl://127.0.0.1:" + mosquitto.tlsPort(),
                "ws://127.0.0.1:" + mosquitto.webSocketPort(),
                "tcp://127.0.0.1:" + mosquitto.serverPort()
            }) {
                SocketFactory sockets = address.startsWith("ssl") ? trusting : null;
                assertThrows(MqttException.class, () -> publishes(address, options, sockets), address);
            }
        }
    }

    @Test
    void isPreparedForItsContainer() throws IOException {
        Path configuration = folder.resolve("container/etc");
        Path data = Files.createDirectories(folder.resolve("container/data"));
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root") && Scripts.canRun("id", "mosquitto"),
                "only root can give files to the user mosquitto");
        String[] arguments = {
            SHIPPED.toString(), folder.resolve("certs").toString(), configuration.toString(), data.toString(), "server"
        };
        Map<String, String> environment = Map.of("MQTT_PASSWORD", "a-password-of-a-test");

        Scripts.run(environment, SHIPPED.resolve("prepare.sh"), arguments);
        String accounts = Files.readString(data.resolve("dynamic-security.json"));
        Scripts.run(environment, SHIPPED.resolve("prepare.sh"), arguments);

        assertEquals(accounts, Files.readString(data.resolve("dynamic-security.json")), "accounts are made once");
        assertTrue(Files.readAllLines(configuration.resolve("mosquitto.conf")).contains("listener 1884"));
        for (Path file : new Path[] {
            configuration.resolve("mosquitto.conf"),
            configuration.resolve("certs/server.key"),
            data.resolve("dynamic-security.json")
        }) {
            assertEquals("mosquitto", Files.getOwner(file).getName(), file.toString());
        }
    }

    private static boolean publishes(String address, MqttConnectOptions options, SocketFactory sockets)
            throws MqttException {
        options.setConnectionTimeout(10);
        options.setSocketFactory(sockets);
        try (MqttClient mqtt = new MqttClient(address, "test", new MemoryPersistence())) {
            mqtt.setTimeToWait(10_000);
            mqtt.connect(options);
            mqtt.publish("iotflow/test", "1".getBytes(StandardCharsets.UTF_8), 1, false);
            mqtt.disconnect();
            return true;
        }
    }

    private static MqttConnectOptions account() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(TestMosquitto.USERNAME);
        options.setPassword(TestMosquitto.PASSWORD.toCharArray());
        return options;
    }

    private static MqttConnectOptions wrongPassword() {
        MqttConnectOptions options = account();
        options.setPassword("another".toCharArray());
        return options;
    }

    private static SocketFactory trusting(Path authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}

package io.iotflow.tools.quickstart;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Connection;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TlsContexts;
import io.iotflow.tools.certificate.Authority;
import io.iotflow.tools.certificate.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker over TLS: who gets in with a certificate, and who with a key. */
@FullSuite // starts servers of its own
class BrokerTlsIT {

    private static final Duration LIFE = Duration.ofDays(10);
    private static final ServerAccount SERVER = ServerAccount.random();

    @TempDir
    private Path folder;

    private final Registry registry = new Registry();
    private Authority authority;
    private EmbeddedBroker broker;
    private int port;

    @BeforeEach
    void register() throws IOException {
        Authority.in(folder.resolve("tls"), () -> Instant.now().minus(Duration.ofDays(40)));
        authority = Authority.in(folder.resolve("tls"), Clock.systemUTC());
        registry.add("pump", 1);
        registry.add("valve", 2);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void start(ClientCertificates clients) throws IOException {
        Identity server = authority.server(Set.of("localhost", Ports.LOOPBACK));
        TlsStores stores = TlsStores.write(folder.resolve("tls & more"), server, authority, "secret");
        port = Ports.choose(Ports.LOOPBACK, 0);
        TlsListener listener = new TlsListener(Ports.LOOPBACK, port, stores, clients);
        broker = EmbeddedBroker.start(
                new BrokerConfiguration(
                        folder.resolve("broker"),
                        Ports.LOOPBACK,
                        Ports.choose(Ports.LOOPBACK, 0),
                        Optional.of(listener)),
                registry,
                SERVER,
                BrokerLimits.WITHOUT_RATES);
    }

    private SSLContext withoutCertificate() {
        return TlsContexts.trusting(authority.certificate());
    }

    private SSLContext with(Identity device) {
        return TlsContexts.showing(device, authority.certificate());
    }

    private Identity certificate(String deviceId) throws IOException {
        return authority.device(deviceId, LIFE);
    }

    /** Whether it gets in, and then publishes on its own topic and nowhere else. */
    private void connects(SSLContext tls, String username, String password) throws MqttException {
        try (Connection device = Connection.secure(port, tls, username, password, "pump")) {
            assertTrue(device.publishes("iotflow/devices/pump/telemetry/temperature", "{}"));
            assertTrue(device.subscribes("iotflow/devices/pump/commands/#"));
            assertFalse(device.subscribes("iotflow/devices/valve/commands/#"));
        }
    }

    private void isRefused(SSLContext tls, String username, String password) {
        assertThrows(MqttException.class, () -> connects(tls, username, password));
    }

    @Test
    void aDeviceConnectsWithItsKeyAndAWrongOneIsRefused() throws Exception {
        start(ClientCertificates.OFF);

        connects(withoutCertificate(), "pump", "secret");
        isRefused(withoutCertificate(), "pump", "wrong");
        isRefused(withoutCertificate(), null, null);
        isRefused(with(certificate("pump")), null, null); // it is not asked for
    }

    @Test
    void aClientThatDoesNotKnowTheAuthorityDoesNotConnect() throws Exception {
        start(ClientCertificates.OFF);
        Authority another = Authority.in(folder.resolve("another"), Clock.systemUTC());

        isRefused(TlsContexts.trusting(another.certificate()), "pump", "secret");
    }

    @Test
    void aCertificateIsEnough() throws Exception {
        start(ClientCertificates.OPTIONAL);

        connects(with(certificate("pump")), null, null);
        connects(with(certificate("pump")), "pump", "whatever");
        connects(withoutCertificate(), "pump", "secret");
        isRefused(withoutCertificate(), null, null);
    }

    @Test
    void withoutACertificateNobodyConnectsWhereItIsRequired() throws Exception {
        start(ClientCertificates.REQUIRED);

        connects(with(certificate("pump")), null, null);
        isRefused(withoutCertificate(), "pump", "secret");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        start(ClientCertificates.OPTIONAL);
        Authority another = Authority.in(folder.resolve("another"), Clock.systemUTC());

        isRefused(with(another.device("pump", LIFE)), null, null);
        isRefused(with(another.device("pump", LIFE)), "pump", "secret");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        start(ClientCertificates.OPTIONAL);
        Instant longAgo = Instant.now().minus(Duration.ofDays(20));
        Authority then = Authority.in(folder.resolve("tls"), () -> longAgo);

        isRefused(with(then.device("pump", LIFE)), null, null);
    }

    @Test
    void theServersOwnCertificateIsNoDevices() throws Exception {
        registry.add("IoTFlow", 3);
        start(ClientCertificates.OPTIONAL);

        isRefused(with(authority.server(Set.of("localhost", Ports.LOOPBACK))), null, null);
    }

    @Test
    void aCertificateSpeaksForItsOwnDeviceOnly() throws Exception {
        start(ClientCertificates.OPTIONAL);

        isRefused(with(certificate("valve")), "pump", "secret");
        isRefused(with(certificate("valve")), "pump", "whatever");
        isRefused(with(certificate("nobody")), null, null);
        isRefused(with(certificate(ServerAccount.USERNAME)), ServerAccount.USERNAME, SERVER.password());
    }

    @Test
    void aDeviceThatIsDisabledOrDeletedIsCutOffAndItsCertificateIsGoodNoMore() throws Exception {
        start(ClientCertificates.OPTIONAL);
        SSLContext tls = with(certificate("pump"));

        try (Connection device = Connection.secure(port, tls, null, null, "pump")) {
            registry.remove("pump");
            soon().until(() -> !device.isConnected());
        }
        isRefused(tls, null, null);
        registry.add("pump", 1);
        connects(tls, null, null);
    }

    @Test
    void aCertificateOfADeletedDeviceIsNotItsSuccessors() throws Exception {
        start(ClientCertificates.OPTIONAL);
        Identity former = certificate("pump");
        registry.remove("pump");
        registry.add("pump", 4, Instant.now().plus(Duration.ofSeconds(2)));

        isRefused(with(former), null, null);
    }

    @Test
    void aSessionEndsWithItsCertificate() throws Exception {
        start(ClientCertificates.OPTIONAL);

        try (Connection device =
                Connection.secure(port, with(authority.device("pump", Duration.ofSeconds(4))), null, null, "pump")) {
            assertTrue(device.isConnected());
            soon().until(() -> !device.isConnected());
        }
    }

    @Test
    void theApplicationConnectsWithoutTls() throws Exception {
        start(ClientCertificates.REQUIRED);

        try (Connection server =
                Connection.open(broker.port(), SERVER.username(), SERVER.password(), SERVER.username())) {
            assertEquals(Ports.LOOPBACK, broker.host());
            assertTrue(server.subscribes("iotflow/devices/+/telemetry/#"));
        }
    }
}

package io.iotflow.tools.mqtt;

import static io.iotflow.stack.Waiting.soon;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestMosquitto;
import io.iotflow.stack.UnreliableNetwork;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a real Mosquitto. */
@FullSuite
class MqttLinkIT {

    private static final String TOPIC = "iotflow/link-test";
    private static final byte[] PAYLOAD = "{\"value\":1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static TestMosquitto mosquitto;

    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Throwable> lost = new CompletableFuture<>();

    @BeforeAll
    static void start() {
        mosquitto = TestMosquitto.startIn(folder, "the tools' MQTT with it");
    }

    @AfterAll
    static void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Test
    void publishesAndReceivesOverTlsWithABrokerThatItTrusts() throws Exception {
        MqttLink link = open(tls(mosquitto.authority()), TestMosquitto.PASSWORD).get(20, SECONDS);
        link.publish(TOPIC, PAYLOAD).get(10, SECONDS);

        link.subscribe(List.of("$SYS/broker/version")).get(10, SECONDS); // what a new broker's first account may read
        soon().until(() -> !received.isEmpty());
        assertTrue(received.peek().startsWith("mosquitto version"), received::toString);
        link.disconnect().get(10, SECONDS);
    }

    @Test
    void doesNotTalkToABrokerThatItDoesNotTrust() {
        String why = refusal(open(tls(null), TestMosquitto.PASSWORD));
        assertTrue(why.contains("certification path"), why);
    }

    @Test
    void doesNotTalkToABrokerWhoseCertificateIsForAnotherHost() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux"), "only Linux listens at 127.0.0.2 as it is");
        Path certificate = mosquitto.authority().resolveSibling("server.crt");
        JdkSslContext tls = (JdkSslContext) SslContextBuilder.forServer(
                        certificate.toFile(),
                        certificate.resolveSibling("server.key").toFile())
                .sslProvider(SslProvider.JDK)
                .build();
        try (SSLServerSocket another = (SSLServerSocket)
                tls.context().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            CompletableFuture.runAsync(() -> greet(another));
            String why = refusal(open(
                    MqttEndpoint.of("127.0.0.2", another.getLocalPort(), true, mosquitto.authority()),
                    TestMosquitto.PASSWORD));
            assertTrue(why.contains("127.0.0.2 found"), why);
        }
    }

    private static void greet(SSLServerSocket server) {
        try (SSLSocket client = (SSLSocket) server.accept()) {
            client.startHandshake();
            client.getInputStream().read();
        } catch (IOException e) {
            // The client has hung up, as it should.
        }
    }

    @Test
    void saysThatTheBrokerRefusesItsAccount() {
        String why = refusal(open(plain(), "another password"));
        assertTrue(why.contains("the broker refuses link-test"), why);
    }

    @Test
    void saysThatNoBrokerIsThere() {
        String why = refusal(open(MqttEndpoint.plain("127.0.0.1", 1), TestMosquitto.PASSWORD));
        assertTrue(why.contains("refused"), why);
    }

    @Test
    void failsWhatIsUnderWayWhenTheConnectionIsCut() throws Exception {
        try (UnreliableNetwork network = new UnreliableNetwork(mosquitto.devicePort())) {
            MqttLink link = open(MqttEndpoint.plain("127.0.0.1", network.port()), TestMosquitto.PASSWORD)
                    .get(20, SECONDS);
            CompletableFuture<Boolean> knewOfTheLoss = new CompletableFuture<>();
            network.swallow(); // its acknowledgement must not come first
            CompletableFuture<Void> underWay = link.publish(TOPIC, PAYLOAD);
            underWay.whenComplete((done, failure) -> knewOfTheLoss.complete(lost.isDone()));
            link.cut();

            assertThrows(ExecutionException.class, () -> underWay.get(10, SECONDS));
            assertTrue(knewOfTheLoss.get(10, SECONDS), "the loss is told before what it has ended");
            assertEquals("the connection ended", lost.get(10, SECONDS).getMessage());
            assertThrows(
                    ExecutionException.class, () -> link.publish(TOPIC, PAYLOAD).get(10, SECONDS));
        }
    }

    private CompletableFuture<MqttLink> open(MqttEndpoint endpoint, String password) {
        MqttAccount account = new MqttAccount("link-test", TestMosquitto.USERNAME, password, null);
        return MqttLink.open(
                MqttLink.nextLoop(),
                endpoint,
                account,
                (topic, payload) -> received.add(new String(payload, StandardCharsets.UTF_8)),
                lost::complete);
    }

    private static MqttEndpoint plain() {
        return MqttEndpoint.plain("127.0.0.1", mosquitto.devicePort());
    }

    private static MqttEndpoint tls(Path authority) {
        return MqttEndpoint.of("127.0.0.1", mosquitto.tlsPort(), true, authority);
    }

    private static String refusal(CompletableFuture<MqttLink> opening) {
        ExecutionException refused = assertThrows(ExecutionException.class, () -> opening.get(20, SECONDS));
        return String.valueOf(refused.getCause());
    }
}

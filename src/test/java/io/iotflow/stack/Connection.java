package io.iotflow.stack;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** An MQTT connection of a test, which says what the broker lets it do. */
public final class Connection implements AutoCloseable {

    private static final int REFUSED = 0x80;
    private static final long WAIT_MILLIS = SECONDS.toMillis(30);

    private final MqttAsyncClient mqtt;
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    private Connection(MqttAsyncClient mqtt) {
        this.mqtt = mqtt;
    }

    /** Connects; throws when the broker refuses. */
    public static Connection open(int port, String username, String password, String clientId) throws MqttException {
        return open(port, username, password, clientId, true);
    }

    /** Connects to a session that is kept, or is not. */
    public static Connection open(int port, String username, String password, String clientId, boolean clean)
            throws MqttException {
        MqttConnectOptions options = options(username, password);
        options.setCleanSession(clean);
        return open(port, clientId, options);
    }

    /** Connects with a last will. */
    public static Connection withWill(int port, String username, String password, String topic) throws MqttException {
        MqttConnectOptions options = options(username, password);
        options.setWill(topic, "gone".getBytes(StandardCharsets.UTF_8), 1, false);
        return open(port, username, options);
    }

    private static MqttConnectOptions options(String username, String password) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMaxInflight(1_000); // Paho counts a message until its own thread looked, after it was confirmed
        options.setUserName(username);
        options.setPassword(password.toCharArray());
        options.setConnectionTimeout(10);
        return options;
    }

    /** Connects over TLS by the name {@code localhost}; no user name when that is null. */
    public static Connection secure(int port, SSLContext tls, String username, String password, String clientId)
            throws MqttException {
        MqttConnectOptions options = username == null ? new MqttConnectOptions() : options(username, password);
        options.setSocketFactory(tls.getSocketFactory());
        return open("ssl://localhost:" + port, clientId, options);
    }

    private static Connection open(int port, String clientId, MqttConnectOptions options) throws MqttException {
        return open("tcp://127.0.0.1:" + port, clientId, options);
    }

    private static Connection open(String uri, String clientId, MqttConnectOptions options) throws MqttException {
        MqttAsyncClient mqtt = new MqttAsyncClient(uri, clientId, new MemoryPersistence());
        Connection connection = new Connection(mqtt);
        mqtt.setCallback(new Received(connection.received));
        try {
            mqtt.connect(options).waitForCompletion(WAIT_MILLIS);
        } catch (MqttException e) {
            mqtt.close(true);
            throw e;
        }
        return connection;
    }

    /** Whether the broker grants this subscription. */
    public boolean subscribes(String filter) {
        try {
            IMqttToken token = mqtt.subscribe(filter, 1);
            token.waitForCompletion(WAIT_MILLIS);
            return token.getGrantedQos()[0] != REFUSED;
        } catch (MqttException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Publishes at QoS 1; true when the broker confirmed, which is not to say that it passed the message on. */
    public boolean publishes(String topic, String payload) {
        try {
            mqtt.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false)
                    .waitForCompletion(WAIT_MILLIS);
            return true;
        } catch (MqttException e) {
            return false;
        }
    }

    public boolean isConnected() {
        return mqtt.isConnected();
    }

    /** What has come, as {@code topic payload}. */
    public Queue<String> received() {
        return received;
    }

    @Override
    public void close() {
        try {
            mqtt.disconnectForcibly(0, TimeUnit.SECONDS.toMillis(1), true);
            mqtt.close(true);
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.iotflow.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A connection of its own, which is sent what it publishes: in the one that data comes through it would wait behind that. */
final class RoundSession implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RoundSession.class.getName());
    private static final long WAIT_MILLIS = 5_000;
    private static final int REFUSED = 0x80; // MQTT 3.1.1 section 3.9.3

    private final MqttAsyncClient client;
    private final String topic;
    private final BlockingQueue<String> come = new ArrayBlockingQueue<>(1);

    private RoundSession(MqttSettings settings) throws MqttException {
        String name = settings.clientId + "-round-" + UUID.randomUUID();
        this.client = new MqttAsyncClient(settings.uri, name, new MemoryPersistence());
        this.topic = "iotflow/system/" + name; // no other node's
    }

    /**
     * Connects and subscribes.
     *
     * @throws MqttException when the broker does not answer, or refuses our account the topic
     */
    static RoundSession open(MqttSettings settings) throws MqttException {
        RoundSession session = new RoundSession(settings);
        try {
            session.client.connect(settings.endingOptions()).waitForCompletion(WAIT_MILLIS);
            IMqttToken token = session.client.subscribe(
                    session.topic,
                    1,
                    (topic, message) -> session.come.offer(new String(message.getPayload(), StandardCharsets.UTF_8)));
            token.waitForCompletion(WAIT_MILLIS);
            if (token.getGrantedQos()[0] == REFUSED) {
                throw new MqttException(MqttException.REASON_CODE_SUBSCRIBE_FAILED);
            }
            return session;
        } catch (MqttException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Publishes a message at QoS 1; whether it came back in time. */
    boolean goesRound(Duration patience) throws MqttException, InterruptedException {
        String text = UUID.randomUUID().toString();
        come.clear();
        long end = System.nanoTime() + patience.toNanos();
        client.publish(topic, text.getBytes(StandardCharsets.UTF_8), 1, false);
        String came;
        do {
            came = come.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } while (came != null && !came.equals(text));
        return came != null;
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1000, false);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "disconnect", e);
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "close", e);
        }
    }
}

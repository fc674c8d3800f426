package io.iotflow.tools.quickstart;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A client with a kept session that connects again by itself: numbers that it published, or was sent. */
final class SteadyClient implements AutoCloseable {

    private static final String TOPIC = "iotflow/devices/d/telemetry/m";
    private static final long WAIT_MILLIS = 30_000;

    private final MqttAsyncClient mqtt;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> received = ConcurrentHashMap.newKeySet();

    private SteadyClient(int port, String username, String password, String clientId) throws MqttException {
        mqtt = new MqttAsyncClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence());
        mqtt.setCallback(new Numbers(received));
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(username);
        options.setPassword(password.toCharArray());
        options.setCleanSession(false);
        options.setAutomaticReconnect(true);
        options.setMaxReconnectDelay(1_000);
        options.setMaxInflight(200);
        mqtt.connect(options).waitForCompletion(WAIT_MILLIS);
    }

    /** As the application: takes all telemetry. */
    static SteadyClient application(int port, ServerAccount account) throws MqttException {
        SteadyClient client = new SteadyClient(port, account.username(), account.password(), account.username());
        client.mqtt.subscribe("iotflow/devices/+/telemetry/#", 1).waitForCompletion(WAIT_MILLIS);
        return client;
    }

    private record Numbers(Set<Integer> received) implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.add(Integer.parseInt(new String(message.getPayload(), StandardCharsets.US_ASCII).strip()));
        }

        @Override
        public void connectionLost(Throwable cause) {
            // Paho connects again.
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // Each message has a listener of its own.
        }
    }

    /** As the device {@code d}, with so many readings of so many bytes a second. */
    static SteadyClient device(int port, int perSecond, int bytes) throws MqttException {
        SteadyClient client = new SteadyClient(port, "d", "secret", "d");
        client.clock.scheduleAtFixedRate(() -> client.publish(bytes), 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
        return client;
    }

    private void publish(int bytes) {
        int number = next.get();
        byte[] payload = Arrays.copyOf(Integer.toString(number).getBytes(StandardCharsets.US_ASCII), bytes);
        Arrays.fill(payload, Integer.toString(number).length(), bytes, (byte) ' ');
        try {
            mqtt.publish(TOPIC, payload, 1, false, null, new IMqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    acknowledged.add(number);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    // Paho sends it again.
                }
            });
            next.incrementAndGet();
        } catch (MqttException e) {
            // Away, or too many under way: the reading is taken later.
        }
    }

    /** No more readings. */
    void pause() {
        clock.shutdown();
    }

    /** Those of its readings that the broker acknowledged. */
    Set<Integer> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Those that it was sent. */
    Set<Integer> received() {
        return Set.copyOf(received);
    }

    @Override
    public void close() throws MqttException {
        clock.shutdownNow();
        mqtt.setCallback(null);
        mqtt.disconnectForcibly(0, 1_000, false);
        mqtt.close(true);
    }
}

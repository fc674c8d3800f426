package io.iotflow.tools.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * One device's connection to the broker, from connect to loss; the next one begins with what this one left open. Paho's
 * own reconnect is not used: it would leave unclear which messages are still under way.
 */
final class MqttPublisher implements IMqttActionListener, AutoCloseable {

    private static final long CONNECT_MILLIS = 15_000;
    private static final long LAST_ACKNOWLEDGEMENTS_SECONDS = 15;

    private final MqttLoad load;
    private final LoadDevice device;
    private final Ledger ledger;
    private final Payload payload;
    private final String topic;
    private final Semaphore window;
    private final MqttAsyncClient client;
    private volatile boolean lost;

    MqttPublisher(String uri, MqttLoad load, int connection) throws MqttException {
        this.load = load;
        this.device = load.plan.devices().get(connection);
        this.ledger = load.ledger(connection);
        this.payload = Payload.mqtt(load.plan.base());
        this.topic = "iotflow/devices/" + device.deviceId() + "/telemetry/" + load.plan.measurement();
        this.window = new Semaphore(load.plan.inFlight());
        this.client = new MqttAsyncClient(uri, clientId(), new MemoryPersistence());
    }

    /** Another one for each measurement, as one device may be in two loads at once. */
    private String clientId() {
        return "load-" + load.plan.measurement() + "-" + device.deviceId();
    }

    /** Publishes until the load stops, and waits for the last acknowledgements. */
    void run() throws MqttException, InterruptedException {
        client.connect(options()).waitForCompletion(CONNECT_MILLIS);
        for (int open : ledger.open()) {
            publish(open);
        }
        while (load.awaitTurn()) {
            publish(ledger.take());
        }
        awaitLastAcknowledgements();
    }

    private MqttConnectOptions options() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(true);
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setUserName(device.deviceId());
        options.setPassword(device.key().toCharArray());
        options.setConnectionTimeout(10);
        options.setKeepAliveInterval(30);
        options.setMaxInflight(load.plan.inFlight() + 10);
        return options;
    }

    private void publish(int number) throws MqttException, InterruptedException {
        while (!window.tryAcquire(1, TimeUnit.SECONDS)) {
            requireConnection();
        }
        requireConnection();
        client.publish(topic, payload.with(number), 1, false, number, this); // Paho copies the bytes
    }

    private void awaitLastAcknowledgements() throws InterruptedException {
        for (int i = 0; i < LAST_ACKNOWLEDGEMENTS_SECONDS && !lost; i++) {
            if (window.tryAcquire(load.plan.inFlight(), 1, TimeUnit.SECONDS)) {
                return;
            }
        }
    }

    private void requireConnection() throws MqttException {
        if (lost || !client.isConnected()) {
            throw new MqttException(MqttException.REASON_CODE_CONNECTION_LOST);
        }
    }

    @Override
    public void onSuccess(IMqttToken token) {
        ledger.acknowledge((Integer) token.getUserContext());
        window.release();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
        lost = true;
        window.release();
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1000, !lost);
        } catch (MqttException e) {
            load.failed("disconnect: " + e.getMessage());
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            load.failed("close: " + e.getMessage());
        }
    }
}

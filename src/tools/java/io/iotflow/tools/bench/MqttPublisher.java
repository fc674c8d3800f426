package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.mqtt.MqttAccount;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.mqtt.MqttLink;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One device's connection to the broker, from connect to loss; the next one begins with what this one left open. */
final class MqttPublisher {

    private static final long CONNECT_SECONDS = 30;
    private static final int LAST_ACKNOWLEDGEMENTS_SECONDS = 15;

    private final MqttEndpoint broker;
    private final MqttLoad load;
    private final RegisteredDevice device;
    private final Ledger ledger;
    private final Payload payload;
    private final String topic;
    private final Semaphore window;
    private volatile boolean lost;

    MqttPublisher(MqttEndpoint broker, MqttLoad load, int connection) {
        this.broker = broker;
        this.load = load;
        this.device = load.plan.devices().get(connection);
        this.ledger = load.ledger(connection);
        this.payload = Payload.mqtt(load.plan.base());
        this.topic = load.plan.isMapped()
                ? Beside.TOPIC + device.deviceId() + "/" + load.plan.measurement()
                : "iotflow/devices/" + device.deviceId() + "/telemetry/" + load.plan.measurement();
        this.window = new Semaphore(load.plan.inFlight());
    }

    /** Publishes until the load stops, and waits for the last acknowledgements. */
    void run() throws IOException, InterruptedException {
        MqttLink link = connect();
        try {
            for (int open : ledger.open()) {
                publish(link, open);
            }
            while (load.awaitTurn()) {
                publish(link, ledger.take());
            }
            awaitLastAcknowledgements();
        } finally {
            link.disconnect();
        }
    }

    private MqttLink connect() throws IOException, InterruptedException {
        // Another client for each measurement, as one device may be in two loads at once.
        String clientId = "load-" + load.plan.measurement() + "-" + device.deviceId();
        MqttAccount account = new MqttAccount(clientId, device.deviceId(), device.key(), null);
        try {
            return MqttLink.open(MqttLink.nextLoop(), broker, account, (commands, none) -> {}, why -> lost = true)
                    .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("connect: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("connect: no answer", e);
        }
    }

    private void publish(MqttLink link, int number) throws IOException, InterruptedException {
        while (!window.tryAcquire(1, TimeUnit.SECONDS)) {
            requireConnection();
        }
        requireConnection();
        link.publish(topic, payload.with(number)).whenComplete((acknowledged, failure) -> ended(number, failure));
    }

    private void ended(int number, Throwable failure) {
        if (failure == null) {
            ledger.acknowledge(number);
        } else {
            lost = true;
        }
        window.release();
    }

    private void awaitLastAcknowledgements() throws InterruptedException {
        for (int i = 0; i < LAST_ACKNOWLEDGEMENTS_SECONDS && !lost; i++) {
            if (window.tryAcquire(load.plan.inFlight(), 1, TimeUnit.SECONDS)) {
                return;
            }
        }
    }

    private void requireConnection() throws IOException {
        if (lost) {
            throw new IOException("the connection is lost");
        }
    }
}

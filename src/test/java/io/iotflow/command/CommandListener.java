package io.iotflow.command;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.iotflow.stack.TestDevice;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** A device that says that it is online and listens to its commands, as most do: in this order. */
final class CommandListener implements AutoCloseable {

    private final TestDevice device;
    private final MqttClient mqtt;
    private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
    private volatile boolean lastWasRetained;

    private CommandListener(TestDevice device, MqttClient mqtt) {
        this.device = device;
        this.mqtt = mqtt;
    }

    static CommandListener of(TestDevice device) throws MqttException {
        return of(device, device.connect());
    }

    static CommandListener of(TestDevice device, MqttClient mqtt) throws MqttException {
        CommandListener listener = new CommandListener(device, mqtt);
        listener.say("online", "{}");
        mqtt.subscribe("iotflow/devices/" + device.id() + "/commands/#", 2, (topic, message) -> listener.add(message));
        return listener;
    }

    private void add(MqttMessage message) {
        received.add(message);
    }

    /** Publishes a status message. */
    void say(String type, String payload) throws MqttException {
        mqtt.publish(
                "iotflow/devices/" + device.id() + "/status/" + type,
                payload.getBytes(StandardCharsets.UTF_8),
                1,
                false);
    }

    /** The next command. */
    JsonObject next() throws InterruptedException {
        MqttMessage message = received.poll(30, SECONDS);
        assertNotNull(message, "no command came");
        lastWasRetained = message.isRetained();
        String text = new String(message.getPayload(), StandardCharsets.UTF_8);
        return Json.createReader(new StringReader(text)).readObject();
    }

    boolean lastWasRetained() {
        return lastWasRetained;
    }

    @Override
    public void close() throws MqttException {
        mqtt.disconnect();
        mqtt.close();
    }
}

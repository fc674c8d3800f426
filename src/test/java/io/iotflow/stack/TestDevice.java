package io.iotflow.stack;

import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A registered device with its key. */
public record TestDevice(String id, String key, Client http) {

    /** Publishes below this device's own topics at QoS 1 and returns when the broker has it. */
    public void publish(String subtopic, byte[] payload) {
        publish(TestStack.mqttPort(), subtopic, payload);
    }

    /** The same at another broker. */
    public void publish(int port, String subtopic, byte[] payload) {
        try (MqttClient mqtt = connect(port)) {
            mqtt.publish("iotflow/devices/" + id + "/" + subtopic, payload, 1, false);
            mqtt.disconnect();
        } catch (MqttException e) {
            throw new IllegalStateException("publishing to " + subtopic, e);
        }
    }

    /** Publishes text. */
    public void publish(String subtopic, String payload) {
        publish(subtopic, payload.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A connection with this device's account. */
    public MqttClient connect() throws MqttException {
        return connect(TestStack.mqttPort());
    }

    /** The same at another broker. */
    public MqttClient connect(int port) throws MqttException {
        MqttClient mqtt = new MqttClient("tcp://127.0.0.1:" + port, "client-" + id, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(id);
        options.setPassword(key.toCharArray());
        options.setConnectionTimeout(10);
        // Paho counts a message until its callback thread comes round to it, which may be after publish has returned.
        options.setMaxInflight(1_000);
        mqtt.setTimeToWait(10_000);
        mqtt.connect(options);
        return mqtt;
    }

    /** The path of this device's data. */
    public String data(String query) {
        return "/api/v1/influxdb/device/" + id + "/data" + query;
    }

    /** The path of this device's latest data. */
    public String latest(String query) {
        return "/api/v1/influxdb/device/" + id + "/latest" + query;
    }
}

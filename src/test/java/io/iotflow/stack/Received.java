package io.iotflow.stack;

import java.nio.charset.StandardCharsets;
import java.util.Queue;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** Collects what a connection is sent. */
record Received(Queue<String> messages) implements MqttCallback {

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        messages.add(topic + " " + new String(message.getPayload(), StandardCharsets.UTF_8));
    }

    @Override
    public void connectionLost(Throwable cause) {
        // The test asks whether it is connected.
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // The test waits on the token.
    }
}

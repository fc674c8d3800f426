package io.iotflow.tools.bench;

import io.iotflow.tools.mqtt.MqttEndpoint;
import java.io.IOException;

/**
 * Devices that publish with QoS 1. What counts as acknowledgement is the broker's PUBACK: from then on the broker owes
 * the message to the application.
 */
public final class MqttLoad extends Load {

    private final MqttEndpoint broker;

    private MqttLoad(String host, int port, LoadPlan plan) {
        super(plan);
        this.broker = MqttEndpoint.plain(host, port);
        if (plan.connections() > plan.devices().size()) {
            throw new IllegalArgumentException("an MQTT connection is one device: " + plan.connections()
                    + " connections need as many devices, not " + plan.devices().size());
        }
    }

    /** Starts to publish; the broker need not be there yet. */
    public static MqttLoad start(String host, int port, LoadPlan plan) {
        MqttLoad load = new MqttLoad(host, port, plan);
        load.begin("mqtt-load");
        return load;
    }

    @Override
    void run(int connection) throws InterruptedException {
        while (!isStopping()) {
            try {
                new MqttPublisher(broker, this, connection).run();
            } catch (IOException e) {
                failed(e.getMessage());
                pauseAfterFailure();
            }
        }
    }
}

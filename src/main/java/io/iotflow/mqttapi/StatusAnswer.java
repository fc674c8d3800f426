package io.iotflow.mqttapi;

import io.iotflow.mqtt.BrokerStatus;
import io.iotflow.mqtt.ObservedTopic;
import java.util.List;

/** How the session with the broker stands. */
public record StatusAnswer(String status, MqttStatus mqttStatus, BrokerInfo brokerInfo) {

    /**
     * The session.
     *
     * @param handlersCount how many modules take messages
     * @param subscriptionsCount filters of these modules and of operators
     * @param observed what operators subscribed to on this node
     */
    public record MqttStatus(
            boolean connected,
            String host,
            int port,
            String clientId,
            boolean useTls,
            int handlersCount,
            int subscriptionsCount,
            List<String> subscriptions,
            List<ObservedTopic> observed) {

        static MqttStatus of(BrokerStatus it, List<ObservedTopic> observed) {
            return new MqttStatus(
                    it.connected(),
                    it.host(),
                    it.port(),
                    it.clientId(),
                    it.tls(),
                    it.subscribers(),
                    it.filters().size() + observed.size(),
                    it.filters(),
                    observed);
        }
    }

    /** The broker. */
    public record BrokerInfo(String host, int port, boolean connected, boolean tlsEnabled) {}

    static StatusAnswer of(BrokerStatus it, List<ObservedTopic> observed) {
        return new StatusAnswer(
                "success", MqttStatus.of(it, observed), new BrokerInfo(it.host(), it.port(), it.connected(), it.tls()));
    }
}

package io.iotflow.mqttapi;

import io.iotflow.device.DeviceTopics;
import io.iotflow.mqtt.BrokerStatus;
import io.iotflow.mqtt.ObservedTopic;
import java.time.Instant;
import java.util.List;

/** Statistics of the session with the broker. */
public record MetricsAnswer(String status, Figures metrics, Instant timestamp) {

    /** All statistics. */
    public record Figures(
            StatusAnswer.MqttStatus connectionStatus, Topics topics, Handlers handlers, Messages messages) {}

    /** How many kinds of topics there are. */
    public record Topics(int totalStructures, String baseTopic) {}

    /** Who takes messages. */
    public record Handlers(int messageHandlers, int subscriptionCallbacks) {}

    /**
     * Messages since this node's start.
     *
     * @param inFlight taken from the broker and not acknowledged yet
     * @param observed of operators' subscriptions
     */
    public record Messages(int inFlight, long published, long publishFailed, long observed) {}

    static MetricsAnswer of(BrokerStatus it, List<ObservedTopic> observed, Instant now) {
        return new MetricsAnswer(
                "success",
                new Figures(
                        StatusAnswer.MqttStatus.of(it, observed),
                        new Topics(TopicStructure.ALL.size(), DeviceTopics.BASE),
                        new Handlers(it.subscribers(), observed.size()),
                        new Messages(
                                it.inFlight(),
                                it.published(),
                                it.failed(),
                                observed.stream()
                                        .mapToLong(ObservedTopic::messages)
                                        .sum())),
                now);
    }
}

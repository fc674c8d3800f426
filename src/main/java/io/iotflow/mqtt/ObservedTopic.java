package io.iotflow.mqtt;

import java.time.Instant;

/**
 * A topic filter that an operator observes.
 *
 * @param qos at most this quality of service is requested
 * @param messages how many came since it was subscribed to; one that matches two filters may be sent, and counted, twice
 * @param lastTopic the topic of the last one, or null
 * @param lastAt when the last one came, or null
 */
public record ObservedTopic(String filter, int qos, long messages, String lastTopic, Instant lastAt) {

    ObservedTopic seen(String topic, Instant at) {
        return new ObservedTopic(filter, qos, messages + 1, topic, at);
    }
}

package io.iotflow.mqtt;

import java.util.List;

/** A module that takes messages. */
public interface Subscriber {

    /** The topic filters (MQTT 3.1.1 section 4.7) of the messages that this module takes; no two of them overlap. */
    List<String> topicFilters();

    /** More of them, which our account at the broker may have no right to: then what comes there is not taken. */
    default List<String> optionalTopicFilters() {
        return List.of();
    }

    /**
     * Takes one message, in the order of arrival, on a managed thread. It may block: the broker then waits.
     *
     * @throws RuntimeException when it cannot be taken now; it is offered again after a pause
     */
    void receive(ReceivedMessage received);
}

package io.iotflow.mqtt;

import java.util.List;

/** A room that takes letters. */
public interface Subscriber {

    /** The topic filters (MQTT 3.1.1 section 4.7) of the letters that this room takes; no two of them overlap. */
    List<String> topicFilters();

    /**
     * Takes one letter, in the order of arrival, on a managed thread. It may block: the broker then waits.
     *
     * @throws RuntimeException when it cannot be taken now; it is offered again after a pause
     */
    void receive(ReceivedMessage envelope);
}

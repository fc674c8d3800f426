package io.iotflow.mqtt;

import java.util.List;
import java.util.Optional;

/** A module that takes messages. */
public interface Subscriber {

    /** The topic filters (MQTT 3.1.1 section 4.7) of the messages that this module takes; no two of them overlap. */
    List<String> topicFilters();

    /** More of them, which our account at the broker may have no right to: then what comes there is not taken. */
    default List<String> optionalTopicFilters() {
        return List.of();
    }

    /**
     * Filters that change while the application runs; {@link BrokerConnection#filtersChanged} says when. Our account may
     * have no right to them: then what comes there is not taken, and it is asked again. What comes on a topic that no
     * subscriber takes is given to the one that has such: it may have been asked for a moment ago. Empty for a subscriber
     * that never has such.
     */
    default Optional<Changing> changingTopicFilters() {
        return Optional.empty();
    }

    /** Topic filters as they are when they are asked for, which may need the database. */
    interface Changing {

        /** Those that messages are taken from. */
        List<String> wanted();

        /** Those that a session kept by the broker may still have. */
        List<String> former();
    }

    /**
     * Takes one message, in the order of arrival, on a managed thread. It may block: the broker then waits.
     *
     * @throws RuntimeException when it cannot be taken now; it is offered again after a pause
     */
    void receive(ReceivedMessage received);
}

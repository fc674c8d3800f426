package io.iotflow.mqtt;

/** A room that takes letters. */
public interface Subscriber {

    /** The topic filter (MQTT 3.1.1 section 4.7) of the letters that this room takes. */
    String topicFilter();

    /**
     * Takes one letter, in the order of arrival, on a managed thread. It may block: the broker then waits.
     *
     * @throws RuntimeException when it cannot be taken now; it is offered again after a pause
     */
    void receive(Envelope envelope);
}

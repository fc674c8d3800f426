package io.iotflow.mqtt;

import java.util.concurrent.CompletableFuture;

/** Where messages to devices go: the broker connection; in tests of who publishes, a list. */
public interface Publisher {

    /** Whether the session stands. */
    boolean isConnected();

    /**
     * Sends a message through the session.
     *
     * @param qos 0 to 2
     * @return completed when the broker has acknowledged it (QoS 0: when it is written), on a thread that knows nothing
     *     of the application; failing with {@link BrokerAway} at once without a session, and after 10 s with a
     *     {@link java.util.concurrent.TimeoutException}. A message that failed may still have arrived, or arrive.
     */
    CompletableFuture<Void> publish(String topic, byte[] payload, int qos, boolean retain);
}

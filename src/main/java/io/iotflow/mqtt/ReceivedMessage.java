package io.iotflow.mqtt;

import java.time.Instant;

/**
 * One MQTT message as it came.
 *
 * @param payload the bytes, not copied: do not change them
 * @param retained whether the broker had kept it and gives it to a new subscriber: it tells of the past
 * @param acknowledgement tells the broker that the message is safe; harmless when the connection is gone, because the
 *     broker then delivers the message again
 */
public record ReceivedMessage(
        String topic, byte[] payload, Instant receivedAt, boolean retained, Runnable acknowledgement) {

    /** Acknowledges the message; call it once, after the content is durable. */
    public void acknowledge() {
        acknowledgement.run();
    }
}

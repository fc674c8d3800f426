package io.iotflow.mqtt;

/** The broker did not take something: there is no session with it, or it did not answer in time. */
public final class BrokerAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerAway(String message, Throwable cause) {
        super(message, cause);
    }
}

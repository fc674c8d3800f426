package io.iotflow.brokerauth;

/** The broker, or its dynamic-security plugin, does not answer. */
final class BrokerAway extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerAway(String message, Throwable cause) {
        super(message, cause);
    }
}

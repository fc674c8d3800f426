package io.iotflow.brokerauth;

/** The broker, or its dynamic-security plugin, does not answer. */
final class BrokerAway extends RuntimeException {

    BrokerAway(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.iotflow.brokerauth;

/** The broker answered, but did not do what it was told. */
final class BrokerRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerRefused(String message) {
        super(message);
    }
}

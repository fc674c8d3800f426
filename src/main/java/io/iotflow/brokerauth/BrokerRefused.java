package io.iotflow.brokerauth;

/** The broker answered, but did not do what it was told. */
final class BrokerRefused extends RuntimeException {

    BrokerRefused(String message) {
        super(message);
    }
}

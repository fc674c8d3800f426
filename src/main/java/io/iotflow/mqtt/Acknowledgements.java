package io.iotflow.mqtt;

import java.util.concurrent.atomic.AtomicInteger;

/** How many acknowledgements of one connection were given to Paho and have not come out of it yet. */
final class Acknowledgements {

    private final AtomicInteger onTheirWay = new AtomicInteger();

    /** One is given to Paho: of a message of QoS 1 alone there is a packet (MQTT 3.1.1 section 4.3). */
    void given(int qos) {
        if (qos == 1) {
            onTheirWay.incrementAndGet();
        }
    }

    /** Paho did not take it. */
    void refused(int qos) {
        if (qos == 1) {
            onTheirWay.decrementAndGet();
        }
    }

    /** One has come out. */
    void sent() {
        onTheirWay.decrementAndGet();
    }

    boolean areMoreOnTheirWay() {
        return onTheirWay.get() > 0;
    }
}

package io.iotflow.tools.simulator;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one device has sent, and what of it was acknowledged: the newest of it, so that memory has an end. For several
 * threads.
 */
final class Receipts {

    private final NavigableMap<Instant, Receipt> receipts = new TreeMap<>();
    private final int max;

    /** @param digest by what the stored values are known to be the ones that were sent */
    record Receipt(int digest, boolean isAcknowledged) {}

    Receipts(int max) {
        this.max = max;
    }

    synchronized void sent(Reading reading) {
        put(reading, false);
    }

    synchronized void acknowledged(Reading reading) {
        put(reading, true);
    }

    private void put(Reading reading, boolean isAcknowledged) {
        receipts.put(reading.time(), new Receipt(reading.digest(), isAcknowledged));
        if (receipts.size() > max) {
            receipts.pollFirstEntry();
        }
    }

    /** By the device's time; a copy. */
    synchronized NavigableMap<Instant, Receipt> all() {
        return new TreeMap<>(receipts);
    }
}

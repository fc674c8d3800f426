package io.iotflow.tools.simulator;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one device knows to be acknowledged: the newest of it, so that memory has an end. For several threads. */
final class Receipts {

    private final Map<Instant, Integer> digests;

    Receipts(int most) {
        digests = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Instant, Integer> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void add(Reading reading) {
        digests.put(reading.time(), reading.digest());
    }

    /** Each reading's digest by its time; a copy. */
    synchronized Map<Instant, Integer> digests() {
        return Map.copyOf(digests);
    }
}

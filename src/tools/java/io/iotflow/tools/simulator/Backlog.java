package io.iotflow.tools.simulator;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a device has not delivered, the oldest first. When it is full, the oldest is given up for the newest. */
final class Backlog {

    private final NavigableMap<Instant, Reading> waiting = new TreeMap<>();
    private final int capacity;

    Backlog(int capacity) {
        this.capacity = capacity;
    }

    /** Keeps a reading; false when one had to be given up. */
    boolean add(Reading reading) {
        waiting.put(reading.time(), reading);
        if (waiting.size() > capacity) {
            waiting.pollFirstEntry();
            return false;
        }
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    Reading takeOldest() {
        return waiting.pollFirstEntry().getValue();
    }
}

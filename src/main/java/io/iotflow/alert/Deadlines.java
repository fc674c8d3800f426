package io.iotflow.alert;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** When the clock may change something: each once, at its time or before it. */
final class Deadlines {

    private final PriorityQueue<Deadline> queue = new PriorityQueue<>();
    private final Map<Pair, Instant> queued = new HashMap<>();

    private record Deadline(Instant at, Pair pair) implements Comparable<Deadline> {

        @Override
        public int compareTo(Deadline other) {
            return at.compareTo(other.at);
        }
    }

    /** Takes one; one that is later than what is known waits until that comes. */
    void add(Pair pair, Instant at) {
        Instant known = queued.get(pair);
        if (at != null && (known == null || at.isBefore(known))) {
            queued.put(pair, at);
            queue.add(new Deadline(at, pair));
        }
    }

    /** The next one up to this time, which is taken out. */
    Optional<Pair> poll(Instant now) {
        while (!queue.isEmpty() && !queue.peek().at().isAfter(now)) {
            Deadline deadline = queue.poll();
            if (queued.remove(deadline.pair(), deadline.at())) {
                return Optional.of(deadline.pair());
            }
        }
        return Optional.empty();
    }
}

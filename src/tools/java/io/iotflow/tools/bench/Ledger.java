package io.iotflow.tools.bench;

import java.util.BitSet;

/** One device's sequence numbers: which were given out, and which were acknowledged. For several threads. */
final class Ledger {

    private final BitSet acknowledged = new BitSet();
    private int next;

    /** A new sequence number, from 0 on without a gap. */
    synchronized int take() {
        return next++;
    }

    synchronized void acknowledge(int number) {
        acknowledged.set(number);
    }

    synchronized int taken() {
        return next;
    }

    synchronized int acknowledgedCount() {
        return acknowledged.cardinality();
    }

    /** The numbers acknowledged until now. */
    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    /** What was given out and not acknowledged. */
    synchronized int[] open() {
        BitSet open = new BitSet();
        open.set(0, next);
        open.andNot(acknowledged);
        return open.stream().toArray();
    }
}

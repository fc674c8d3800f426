package io.iotflow.tools.bench;

/** Holds the senders when they are too far ahead of whoever opens it. */
final class Gate {

    private volatile long limit = Long.MAX_VALUE;
    private boolean forEver;

    /** Lets messages pass up to this one, counted from the load's first. */
    synchronized void open(long upTo) {
        limit = forEver ? Long.MAX_VALUE : upTo;
        notifyAll();
    }

    /** Lets everything pass, whatever {@link #open} says later. */
    synchronized void openForEver() {
        forEver = true;
        open(Long.MAX_VALUE);
    }

    /** Waits until this message may pass. */
    void pass(long message) throws InterruptedException {
        if (message > limit) {
            synchronized (this) {
                while (message > limit) {
                    wait();
                }
            }
        }
    }
}

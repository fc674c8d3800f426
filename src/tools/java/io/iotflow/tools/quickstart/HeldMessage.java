package io.iotflow.tools.quickstart;

/** A device's message whose acknowledgement is not given yet. */
final class HeldMessage {

    private final HeldAcknowledgements connection;
    private final long number;
    private final long sinceNanos;
    private volatile boolean queued;
    private volatile boolean safe;

    /**
     * @param connection it came on
     * @param number HiveMQ's, which no other message of this JVM has
     */
    HeldMessage(HeldAcknowledgements connection, long number, long sinceNanos) {
        this.connection = connection;
        this.number = number;
        this.sinceNanos = sinceNanos;
    }

    long number() {
        return number;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    /** HiveMQ has put it where it waits for its readers, and would acknowledge it. */
    void markQueued() {
        queued = true;
    }

    boolean isQueued() {
        return queued;
    }

    /** Nothing can take it away any more: it may be acknowledged. */
    void markSafe() {
        safe = true;
        connection.giveSoon();
    }

    boolean isSafe() {
        return safe;
    }

    /** It is not known whether it is kept: its device is to send it again. */
    void refuse() {
        connection.close();
    }
}

package io.iotflow.tools.simulator;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What all devices together have done. For several threads. */
final class MessageTotals {

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final LongAdder measured = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder garbled = new LongAdder();
    private final LongAdder failedAttempts = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private final LongAdder commands = new LongAdder();
    private final Histogram latency = new ConcurrentHistogram(LONGEST_MICROS, 3);
    private volatile String lastFailure;

    /**
     * The statistics at one moment.
     *
     * @param measured readings: acknowledged, dropped, rejected, or waiting still
     * @param dropped given up because a device's memory was full
     * @param failedAttempts deliveries and connections that failed and were tried again
     * @param commands answered
     */
    record Metrics(
            long measured,
            long acknowledged,
            long dropped,
            long rejected,
            long garbled,
            long failedAttempts,
            long connected,
            long commands) {

        boolean isAllDelivered() {
            return measured == acknowledged;
        }

        long waiting() {
            return measured - acknowledged - dropped - rejected;
        }
    }

    void measured() {
        measured.increment();
    }

    void acknowledged(long nanos) {
        acknowledged.increment();
        latency.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
    }

    void dropped() {
        dropped.increment();
    }

    void rejected(String why) {
        rejected.increment();
        lastFailure = why;
    }

    void garbled() {
        garbled.increment();
    }

    void failedAttempt(Throwable why) {
        failedAttempts.increment();
        lastFailure = why.getMessage() == null ? why.toString() : why.getMessage();
    }

    void connected(int more) {
        connected.add(more);
    }

    /** That it is in progress is no answer yet. */
    void answered(Answer answer) {
        if (answer.status() != Answer.Status.in_progress) {
            commands.increment();
        }
    }

    Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Microseconds from sending to the acknowledgement of the attempt that succeeded. */
    Histogram latency() {
        return latency.copy();
    }

    /** Acknowledged before measured, so that nothing seems to be acknowledged that is not there. */
    Metrics metrics() {
        long done = acknowledged.sum();
        long given = dropped.sum();
        long refused = rejected.sum();
        return new Metrics(
                measured.sum(),
                done,
                given,
                refused,
                garbled.sum(),
                failedAttempts.sum(),
                connected.sum(),
                commands.sum());
    }
}

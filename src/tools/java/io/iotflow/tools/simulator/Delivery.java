package io.iotflow.tools.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a device has to say, until the server has it: readings, the oldest first, and answers to commands before them.
 * Lives on the device's event loop; only {@link #receipts} is for others too.
 */
final class Delivery {

    private static final int MAX_ANSWERS = 32;

    private final MessageTotals totals;
    private final Receipts receipts;
    private final Backlog backlog;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private Uplink uplink;
    private int underway;
    private boolean held; // after a failure, until the way is open again

    /** @param capacity readings that may wait */
    Delivery(MessageTotals totals, Receipts receipts, int capacity) {
        this.totals = totals;
        this.receipts = receipts;
        this.backlog = new Backlog(capacity);
    }

    /** From now on by this way. */
    void by(Uplink way) {
        uplink = way;
    }

    Receipts receipts() {
        return receipts;
    }

    /** Readings that wait. */
    int size() {
        return backlog.size();
    }

    void add(Reading reading) {
        totals.measured();
        keep(reading);
        go();
    }

    private void keep(Reading reading) {
        if (!backlog.add(reading)) {
            totals.dropped();
        }
    }

    void add(Answer answer) {
        keep(answer);
        go();
    }

    private void keep(Answer answer) {
        if (answers.size() == MAX_ANSWERS) {
            answers.poll(); // the server sends its command again
        }
        answers.add(answer);
    }

    /** The way is open, perhaps again. */
    void resume() {
        held = false;
        go();
    }

    private void go() {
        while (isUp() && !answers.isEmpty()) {
            send(answers.poll());
        }
        while (isUp() && underway < uplink.window() && !backlog.isEmpty()) {
            send(backlog.takeOldest());
        }
    }

    private boolean isUp() {
        return uplink != null && !held && uplink.isUp();
    }

    private void send(Reading reading) {
        underway++;
        receipts.sent(reading);
        long start = System.nanoTime();
        uplink.deliver(reading).whenComplete((done, failure) -> {
            underway--;
            if (failure == null) {
                receipts.acknowledged(reading);
                totals.acknowledged(System.nanoTime() - start);
                go();
            } else {
                undelivered(reading, Uplink.cause(failure));
            }
        });
    }

    private void undelivered(Reading reading, Throwable why) {
        if (why instanceof Rejected) {
            totals.rejected(why.getMessage());
            go();
        } else {
            held = true;
            totals.failedAttempt(why);
            keep(reading);
        }
    }

    private void send(Answer answer) {
        uplink.deliver(answer).whenComplete((done, failure) -> {
            if (failure == null) {
                totals.answered(answer);
            } else if (!(Uplink.cause(failure) instanceof Rejected)) {
                held = true;
                keep(answer);
            }
        });
    }
}

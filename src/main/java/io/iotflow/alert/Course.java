package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;
import io.iotflow.alert.Transition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * From findings to alerts, for one rule: how long a condition must be met, when the clock opens an alert, and how one is damped
 * that would open and clear all the time. Decides by the times of what it is given alone: what the clock would have done before a
 * reading, it does first, so that it does not matter when a reading is judged.
 *
 * @param hold how long the condition must be met
 * @param after how long must pass without anything; zero where the condition is not about that
 * @param damp within which time after it was cleared an alert is open again, rather than another one
 * @param schedule null for always
 */
record Course(Condition condition, Duration hold, Duration after, Duration damp, Schedule schedule) {

    /** How often an alert may be open again before its clearing has to last. */
    static final int FLAPPING = 3;

    /** Judges a reading; the memory may be new. */
    void judge(Reading reading, Memory memory, Consumer<Transition> into) throws NotJudged {
        Instant at = timeOf(reading);
        pass(at, reading.device(), memory, into);
        Finding finding = condition.judge(reading, memory, memory.isOpen || memory.since != null);
        switch (finding.outcome()) {
            case MET -> met(reading, finding, memory, into);
            case NOT_MET -> notMet(reading, finding, memory, into);
            case WAITING -> {
                notMet(reading, finding, memory, into);
                expect(at, memory);
            }
            case UNDECIDED -> {}
        }
    }

    /** By which of its two times a reading is judged. */
    Instant timeOf(Reading reading) {
        return condition.isOfArrival() ? reading.receivedAt() : reading.time();
    }

    /** Whether a reading changes nothing, as far as can be seen without a memory. */
    boolean isPlain(Reading reading) throws NotJudged {
        return !condition.remembers()
                && !condition.isOfSilence()
                && condition.judge(reading, null, false).outcome() != Outcome.MET;
    }

    /** From now on something must come. */
    void expect(Instant from, Memory memory) {
        memory.due = from.plus(after);
    }

    /** What the clock does up to this time. */
    void pass(Instant now, KnownDevice device, Memory memory, Consumer<Transition> into) {
        Instant next = memory.next();
        while (next != null && !next.isAfter(now)) {
            if (!memory.isOpen) {
                openAt(next, device, memory, into);
            } else if (next.equals(memory.due)) { // again, before the clearing has lasted
                memory.due = null;
                memory.clearDue = null;
            } else {
                clear(device, memory, next, null, null, into);
            }
            next = memory.next();
        }
    }

    private void openAt(Instant due, KnownDevice device, Memory memory, Consumer<Transition> into) {
        if (schedule == null || schedule.includes(due)) {
            open(device, memory, due, null, null, into);
        } else {
            memory.due = schedule.nextFrom(due);
        }
    }

    private void met(Reading reading, Finding finding, Memory memory, Consumer<Transition> into) {
        Instant at = timeOf(reading);
        memory.clearDue = null;
        if (memory.isOpen) {
            return;
        }
        if (!condition.remembers()) { // for the message, should the clock open it
            memory.last = finding.value();
            memory.threshold = finding.threshold();
        }
        if (memory.since == null) {
            memory.since = at;
            memory.due = at.plus(hold);
        }
        if (!memory.due.isAfter(at) && (schedule == null || schedule.includes(at))) {
            open(reading.device(), memory, at, finding, reading, into);
        }
    }

    private void notMet(Reading reading, Finding finding, Memory memory, Consumer<Transition> into) {
        memory.since = null;
        memory.due = null;
        if (!condition.remembers()) {
            memory.last = null;
            memory.threshold = null;
        }
        if (!memory.isOpen || memory.clearDue != null) {
            return;
        }
        if (memory.reopened >= FLAPPING) {
            memory.clearDue = timeOf(reading).plus(damp);
        } else {
            clear(reading.device(), memory, timeOf(reading), finding, reading, into);
        }
    }

    private void open(
            KnownDevice device,
            Memory memory,
            Instant at,
            Finding finding,
            Reading reading,
            Consumer<Transition> into) {
        boolean isSoon = memory.clearedAt != null
                && !at.isBefore(memory.clearedAt)
                && memory.clearedAt.plus(damp).isAfter(at);
        memory.isOpen = true;
        memory.due = null;
        memory.clearDue = null;
        memory.reopened = isSoon ? memory.reopened + 1 : 0;
        into.accept(new Transition(isSoon ? Kind.REOPENED : Kind.OPENED, device, memory, at, finding, reading));
    }

    private void clear(
            KnownDevice device,
            Memory memory,
            Instant at,
            Finding finding,
            Reading reading,
            Consumer<Transition> into) {
        memory.isOpen = false;
        memory.since = null;
        memory.clearDue = null;
        memory.clearedAt = at;
        into.accept(new Transition(Kind.CLEARED, device, memory, at, finding, reading));
    }
}

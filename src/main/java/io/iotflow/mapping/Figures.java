package io.iotflow.mapping;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What became of a mapping's messages on this node, since it was last written to the database. */
public final class Figures {

    private final LongAdder matched = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder ignored = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<Failure> last = new AtomicReference<>();
    private final Consumer<String> outcomes;

    /** Of a mapping that is only tried. */
    Figures() {
        this(outcome -> {});
    }

    /** Tells each outcome, for the metrics. */
    Figures(Consumer<String> outcomes) {
        this.outcomes = outcomes;
    }

    /** The last failure, in words. */
    record Failure(String detail, Instant at) {}

    /** What was counted; {@code last} is null where nothing failed. */
    record Taken(long matched, long stored, long ignored, long failed, Failure last) {

        boolean isNothing() {
            return matched + stored + ignored + failed == 0 && last == null;
        }
    }

    /** A message came that is the mapping's. */
    public void matched() {
        matched.increment();
    }

    /** A message was handed on and is committed. */
    public void stored() {
        stored.increment();
        outcomes.accept("stored");
    }

    /** The mapping makes no message of it. */
    public void ignored() {
        ignored.increment();
        outcomes.accept("ignored");
    }

    /** It is in the quarantine, or was refused; this is why. */
    public void failed(String detail) {
        failed.increment();
        outcomes.accept("failed");
        last.set(new Failure(detail.length() > 500 ? detail.substring(0, 500) : detail, Instant.now()));
    }

    /** Takes what was counted since the last time. */
    Taken take() {
        return new Taken(
                matched.sumThenReset(),
                stored.sumThenReset(),
                ignored.sumThenReset(),
                failed.sumThenReset(),
                last.getAndSet(null));
    }

    /** Gives back what could not be written. */
    void giveBack(Taken taken) {
        matched.add(taken.matched());
        stored.add(taken.stored());
        ignored.add(taken.ignored());
        failed.add(taken.failed());
        last.compareAndSet(null, taken.last());
    }
}

package io.iotflow.telemetry.ingest;

import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was stored of messages that need not be stored as one; what is wrong with the others, and why the first one is
 * refused.
 *
 * @param leftOut what of history that is stored is left out, by where it stood; the message is the reason's code
 */
record Partly(int stored, List<Violation> violations, Optional<Reason> reason, List<Violation> leftOut) {

    static final Partly NOTHING = new Partly(0, List.of(), Optional.empty(), List.of());

    /** The same beside messages that could not be read. */
    Partly with(List<Violation> unreadable) {
        return new Partly(
                stored, Stream.concat(unreadable.stream(), violations.stream()).toList(), reason, leftOut);
    }

    Partly withLeftOut(List<Violation> all) {
        return new Partly(stored, violations, reason, all);
    }
}

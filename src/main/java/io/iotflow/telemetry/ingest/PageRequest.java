package io.iotflow.telemetry.ingest;

import io.iotflow.device.TagRule;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.telemetry.store.StoredTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which page of its messages a device asks for. */
record PageRequest(int limit, int offset, Optional<String> cursor, Optional<String> type) {

    private static final int DEFAULT = 100;
    private static final int LARGEST = 1000;

    /** Reads the query's parameters, absent ones as null; 400 with all that is wrong. */
    static PageRequest of(String limit, String offset, String cursor, String type) {
        List<Violation> violations = new ArrayList<>();
        int max = number(limit, DEFAULT);
        if (max < 1 || max > LARGEST) {
            violations.add(new Violation("limit", "must be 1 to " + LARGEST));
        }
        int skipped = number(offset, 0);
        if (skipped < 0 || skipped > StoredTelemetry.MAX_SKIPPED) {
            violations.add(new Violation(
                    "offset",
                    "must be 0 to " + StoredTelemetry.MAX_SKIPPED
                            + "; go further with cursor, which is the next_cursor of the page before"));
        }
        Optional<String> place = present(cursor);
        if (place.isPresent() && present(offset).isPresent()) {
            violations.add(new Violation("offset", "must not be sent together with cursor"));
        }
        Optional<String> measurement = present(type);
        measurement
                .flatMap(it -> TagRule.violation(it, TagRule.LONGEST_NAME))
                .ifPresent(it -> violations.add(new Violation("type", it)));
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        return new PageRequest(max, skipped, place, measurement);
    }

    private static Optional<String> present(String parameter) {
        return Optional.ofNullable(parameter).filter(it -> !it.isEmpty());
    }

    /** -1 for what is no number, which no range allows. */
    private static int number(String parameter, int byDefault) {
        return present(parameter)
                .map(it -> it.matches("\\d{1,9}") ? Integer.parseInt(it) : -1)
                .orElse(byDefault);
    }
}

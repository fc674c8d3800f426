package io.iotflow.telemetry.ingest;

import io.iotflow.device.TagRule;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.web.PageParameters;
import io.iotflow.telemetry.store.StoredTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which page of its messages a device requests. */
record PageRequest(int limit, int offset, Optional<String> cursor, Optional<String> type) {

    private static final int DEFAULT = 100;
    private static final int MAX = 1000;

    /** Reads the query's parameters, absent ones as null; 400 with all that is wrong. */
    static PageRequest of(String limit, String offset, String cursor, String type) {
        List<Violation> violations = new ArrayList<>();
        OptionalLong max =
                present(limit).map(it -> PageParameters.readSize(it, MAX)).orElse(OptionalLong.of(DEFAULT));
        if (max.isEmpty()) {
            violations.add(new Violation("limit", PageParameters.sizeRule(MAX)));
        }
        OptionalLong skipped = present(offset)
                .map(it -> PageParameters.read(it, 0, StoredTelemetry.MAX_SKIPPED))
                .orElse(OptionalLong.of(0));
        if (skipped.isEmpty()) {
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
        return new PageRequest((int) max.getAsLong(), (int) skipped.getAsLong(), place, measurement);
    }

    private static Optional<String> present(String parameter) {
        return Optional.ofNullable(parameter).filter(it -> !it.isEmpty());
    }
}

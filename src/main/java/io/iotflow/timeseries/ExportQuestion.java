package io.iotflow.timeseries;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.timeseries.FleetQuestion.Format;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** The question of an export: that of {@code /timeseries/query}, answered as CSV or NDJSON. */
final class ExportQuestion {

    private ExportQuestion() {}

    /**
     * Reads it; 400 names what is wrong.
     *
     * @param now when it was asked: what is relative is relative to this
     */
    static FleetQuestion read(JsonObject body, QuerySettings settings, Instant now) {
        FleetQuestion question = parse(body, settings, now);
        if (question.format() == Format.JSON) {
            throw Problem.invalid("format", "must be csv or ndjson");
        }
        return question.isStreamed() || question.limit().isPresent()
                ? question
                : parse(
                        Json.createObjectBuilder(body)
                                .add("limit", settings.maxPoints)
                                .build(),
                        settings,
                        now);
    }

    private static FleetQuestion parse(JsonObject body, QuerySettings settings, Instant now) {
        return FleetQuestionReader.read(RequestBody.of(body), settings, now, Optional.empty(), Format.CSV);
    }
}

package io.iotflow.timeseries;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is wrong with a question that is kept, and asked later. */
@Dependent
public class QuestionCheck {

    private final QuerySettings settings;

    @Inject
    QuestionCheck(QuerySettings settings) {
        this.settings = settings;
    }

    /** What {@code POST /api/v1/timeseries/query} would refuse of it, member by member; empty where nothing is wrong. */
    public List<Violation> violations(JsonObject question) {
        try {
            FleetQuestionReader.read(
                    RequestBody.of(question), settings, Instant.now(), Optional.empty(), FleetQuestion.Format.JSON);
            return List.of();
        } catch (Problem wrong) {
            return wrong.violations();
        }
    }
}

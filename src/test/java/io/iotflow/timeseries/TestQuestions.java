package io.iotflow.timeseries;

import io.iotflow.stack.ShippedConfig;
import java.util.Map;

/** The check of questions with the settings that the product is shipped with. */
public final class TestQuestions {

    private TestQuestions() {}

    public static QuestionCheck check() {
        return new QuestionCheck(new QuerySettings(new ShippedConfig(Map.of())));
    }
}

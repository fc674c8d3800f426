package io.iotflow.dashboard;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.timeseries.QuestionCheck;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;

/** Reads a dashboard from a request; what is wrong is answered together. */
@Dependent
class DashboardReader {

    private static final int MOST_PANELS = 30;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_DESCRIPTION = 500;
    private static final int LONGEST_TIME = 40;
    private static final int COLUMNS = 12;
    private static final int MOST_ROWS = 8;
    private static final int MOST_SECONDS = 3_600;
    private static final int FEWEST_SECONDS = 5;
    private static final int LONGEST = 200_000;

    /** Members of a question that the dashboard gives, or whoever shows it. */
    private static final List<String> GIVEN =
            List.of("start", "stop", "timezone", "shape", "format", "limit", "cursor", "order");

    private final QuestionCheck questions;

    @Inject
    DashboardReader(QuestionCheck questions) {
        this.questions = questions;
    }

    /** The version that a change is based on, which it must say. */
    static long version(RequestBody body) {
        return body.optionalNumber("version")
                .orElseThrow(() -> Problem.invalid("version", "is required: the one of the dashboard that was read"));
    }

    Dashboard read(RequestBody body) {
        String name = body.required("name") == null ? null : body.optional("name", LONGEST_NAME);
        String description = body.optional("description", LONGEST_DESCRIPTION);
        boolean shared = body.flag("shared", true);
        String start = body.optional("start", LONGEST_TIME);
        String stop = body.optional("stop", LONGEST_TIME);
        String timezone = body.optional("timezone", LONGEST_TIME);
        Dashboard read = new Dashboard(
                name, description, shared, start == null ? "-1h" : start, stop, timezone, refresh(body), panels(body));
        checkRange(body, read);
        body.check();
        if (Json.text(read.definition().build()).length() > LONGEST) {
            throw Problem.invalid("panels", "must be at most " + LONGEST + " characters of JSON together");
        }
        return read;
    }

    private static int refresh(RequestBody body) {
        int refresh = body.number("refresh", 10, 0, MOST_SECONDS);
        if (refresh > 0 && refresh < FEWEST_SECONDS) {
            body.violation("refresh", "must be 0 for never, or " + FEWEST_SECONDS + " to " + MOST_SECONDS + " seconds");
        }
        return refresh;
    }

    private void checkRange(RequestBody body, Dashboard read) {
        JsonObjectBuilder question = Json.createObjectBuilder().add("all", true).add("start", read.start());
        if (read.stop() != null) {
            question.add("stop", read.stop());
        }
        if (read.timezone() != null) {
            question.add("timezone", read.timezone());
        }
        questions.violations(question.build()).forEach(it -> body.violation(it.field(), it.message()));
    }

    private JsonArray panels(RequestBody body) {
        JsonArrayBuilder panels = Json.createArrayBuilder();
        Nested.objects(
                body,
                "panels",
                MOST_PANELS,
                (path, value) -> Nested.object(body, path, value, it -> panels.add(panel(it))));
        return panels.build();
    }

    private JsonObjectBuilder panel(RequestBody panel) {
        String kind = panel.required("kind");
        JsonValue options = panel.has("options") ? panel.value("options") : JsonValue.EMPTY_JSON_OBJECT;
        JsonObjectBuilder read = Json.createObjectBuilder();
        if (kind != null && !PanelOptions.OF_KIND.containsKey(kind)) {
            panel.violation("kind", "must be one of " + String.join(", ", PanelOptions.OF_KIND.keySet()));
        } else if (kind != null) {
            read.add("kind", kind);
            Nested.object(panel, "options", options, it -> read.add("options", PanelOptions.read(it, kind)));
        }
        String title = panel.optional("title", LONGEST_NAME);
        return read.add("title", title == null ? "" : title)
                .add("width", panel.number("width", COLUMNS / 2, 1, COLUMNS))
                .add("height", panel.number("height", 3, 1, MOST_ROWS))
                .add("query", question(panel));
    }

    /** The question as it was given; its {@code window} may be {@code auto}, for whoever shows it to choose. */
    private JsonObject question(RequestBody panel) {
        JsonValue query = panel.has("query") ? panel.value("query") : JsonValue.NULL;
        if (!(query instanceof JsonObject question)) {
            panel.violation("query", "must be a JSON object, as of POST /api/v1/timeseries/query");
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        JsonObjectBuilder asked = Json.createObjectBuilder(question);
        for (String member : GIVEN) {
            if (question.containsKey(member)) {
                panel.violation("query." + member, "must be left out: the dashboard gives it");
                asked.remove(member);
            }
        }
        if (question.get("window") instanceof JsonString window
                && window.getString().equals("auto")) {
            asked.add("window", "1m");
        }
        Nested.tell(panel, "query", questions.violations(asked.build()));
        return question;
    }
}

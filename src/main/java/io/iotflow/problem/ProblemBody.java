package io.iotflow.problem;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** The body of RFC 9457 section 3, with {@code error} and {@code message} for clients of the former API. */
public final class ProblemBody {

    /** The media type of RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonBuilderFactory JSON = JsonProvider.provider().createBuilderFactory(Map.of());

    private ProblemBody() {}

    /** The problem as JSON text. */
    public static String of(Problem problem, String instance) {
        return members(problem, instance).build().toString();
    }

    /** The problem's members, for an answer that adds its own. */
    public static JsonObjectBuilder members(Problem problem, String instance) {
        Response.Status known = Response.Status.fromStatusCode(problem.status());
        String title = known == null ? "Error" : known.getReasonPhrase();
        JsonObjectBuilder body = JSON.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", title)
                .add("status", problem.status())
                .add("detail", problem.getMessage())
                .add("instance", instance)
                .add("error", title)
                .add("message", problem.getMessage());
        if (!problem.violations().isEmpty()) {
            JsonArrayBuilder violations = JSON.createArrayBuilder();
            problem.violations()
                    .forEach(it -> violations.add(
                            JSON.createObjectBuilder().add("field", it.field()).add("message", it.message())));
            body.add("violations", violations);
        }
        return body;
    }
}

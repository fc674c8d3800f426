package io.iotflow.platform.problem;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;

/** The body of RFC 9457 section 3, with {@code error} and {@code message} for clients of the former API. */
public final class ProblemBody {

    /** The media type of RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonBuilderFactory JSON = JsonProvider.provider().createBuilderFactory(Map.of());

    private ProblemBody() {}

    /** The problem as JSON text, of the request that this thread answers. */
    public static String of(Problem problem, String instance) {
        return members(problem, instance).build().toString();
    }

    /** The problem as JSON text, of a request that may be answered on any thread. */
    public static String of(Problem problem, HttpServletRequest request) {
        Object refused = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI); // on the way to an error page
        String instance = refused instanceof String uri ? uri : request.getRequestURI();
        return members(problem, instance, RequestId.of(request)).build().toString();
    }

    /** The problem's members, for an answer that adds its own; of the request that this thread answers. */
    public static JsonObjectBuilder members(Problem problem, String instance) {
        return members(problem, instance, RequestId.current());
    }

    private static JsonObjectBuilder members(Problem problem, String instance, Optional<String> requestId) {
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
        requestId.ifPresent(id -> body.add("request_id", id));
        return body;
    }
}

package io.iotflow.platform.web;

import static java.util.Map.entry;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.ProblemBody;
import io.iotflow.platform.problem.StatusProblem;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** The failures that an operation may answer, by what it takes; what only its module knows (409) it declares itself. */
final class ProblemAnswers {

    private static final Map<Integer, String> MEANINGS = new TreeMap<>(
            Map.ofEntries(
                    entry(
                            400,
                            "Bad request; `violations` names each invalid field. No body where the path itself is malformed"),
                    entry(401, "No key, or an unknown or revoked one"),
                    entry(403, "Forbidden for this key"),
                    entry(404, "Not found"),
                    entry(406, "Not in a media type of the Accept header"),
                    entry(408, "The body did not come in time"),
                    entry(409, "Conflict: it exists already, or its state does not allow this"),
                    entry(413, "The body is too large; send it in parts"),
                    entry(415, "Unsupported Content-Type or Content-Encoding"),
                    entry(429, "Too many requests; try again after the seconds in `Retry-After`"),
                    entry(
                            503,
                            "A store does not answer, or too many requests at once; try again after the seconds in `Retry-After`")));

    private ProblemAnswers() {}

    static void declare(Components components) {
        components.addSchema(
                "Violation",
                object().addProperty("field", text("Where, such as points[3].fields.value"))
                        .addProperty("message", text("What is wrong")));
        components.addSchema(
                "Problem",
                object().description("RFC 9457, with `error` and `message` for clients of the legacy API")
                        .addProperty("type", text("about:blank"))
                        .addProperty("title", text("The status in words"))
                        .addProperty("status", SchemaTypes.of(Schema.SchemaType.INTEGER))
                        .addProperty("detail", text("What is wrong, and what to do"))
                        .addProperty(
                                "instance",
                                text("The path of the request; absent where it was refused before its path was read"))
                        .addProperty("error", text("As title"))
                        .addProperty("message", text("As detail"))
                        .addProperty("request_id", text("As the X-Request-Id header, and in the server's log"))
                        .addProperty(
                                "violations",
                                SchemaTypes.of(Schema.SchemaType.ARRAY)
                                        .items(OASFactory.createSchema().ref("Violation")))
                        .required(List.of("type", "title", "status", "detail", "error", "message")));
        MEANINGS.forEach((status, meaning) -> components.addResponse(name(status), answer(status, meaning)));
    }

    private static APIResponse answer(int status, String meaning) {
        APIResponse answer = OASFactory.createAPIResponse()
                .description(meaning)
                .content(OASFactory.createContent()
                        .addMediaType(
                                ProblemBody.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("Problem"))
                                        .example(example(status))));
        if (status == 429 || status == 503) {
            answer.addHeader(
                    "Retry-After",
                    OASFactory.createHeader()
                            .description("Seconds")
                            .schema(SchemaTypes.of(Schema.SchemaType.INTEGER).minimum(BigDecimal.ONE)));
        }
        return answer;
    }

    private static Map<String, Object> example(int status) {
        Problem problem = StatusProblem.of(status);
        JsonObject body = ProblemBody.members(problem, "/api/v1/...")
                .add("request_id", "3f2b6c1e-5a58-4d0e-9b1b-7d3a9c9f0a11")
                .build();
        Map<String, Object> example = new LinkedHashMap<>();
        body.forEach((name, value) -> example.put(
                name, value instanceof JsonString text ? text.getString() : ((JsonNumber) value).intValue()));
        return example;
    }

    static void apply(Operation operation, String path) {
        APIResponses answers = operation.getResponses();
        boolean body = operation.getRequestBody() != null;
        boolean key =
                operation.getSecurity().stream().anyMatch(it -> !it.getSchemes().isEmpty());
        add(answers, 400, true); // a parameter that it does not have
        add(answers, 401, key);
        add(answers, 403, key);
        add(answers, 404, path.contains("{"));
        add(answers, 406, true);
        add(answers, 408, body);
        add(answers, 409, path.contains("{device_id}")); // two devices that the name may mean
        add(answers, 413, body);
        add(answers, 415, body);
        add(answers, 429, true);
        add(answers, 503, true);
    }

    private static void add(APIResponses answers, int status, boolean applies) {
        String code = String.valueOf(status);
        if (applies && !answers.hasAPIResponse(code)) {
            answers.addAPIResponse(code, OASFactory.createAPIResponse().ref(name(status)));
        }
    }

    private static String name(int status) {
        return "Problem" + status;
    }

    private static Schema object() {
        return SchemaTypes.of(Schema.SchemaType.OBJECT);
    }

    private static Schema text(String description) {
        return SchemaTypes.of(Schema.SchemaType.STRING).description(description);
    }
}

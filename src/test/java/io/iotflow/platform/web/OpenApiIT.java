package io.iotflow.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.swagger.v3.parser.OpenAPIV3Parser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of the API: every operation says everything; and the page on which it is tried. */
@Deployed(OnPostgresql.class)
class OpenApiIT {

    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

    @ArquillianResource
    private URI base;

    private Browser browser;
    private JsonObject api;

    @BeforeEach
    void read() {
        browser = new Browser(base);
        api = Json.createReader(new ByteArrayInputStream(
                        browser.get("/openapi?format=JSON").body()))
                .readObject();
    }

    @Test
    void theDocumentIsValid() {
        assertEquals(List.of(), invalid());
    }

    /** What is wrong with the document. */
    List<String> invalid() {
        return new OpenAPIV3Parser().readContents(api.toString()).getMessages();
    }

    @Test
    void everyOperationHasASummaryAndATagThatIsDescribed() {
        Map<String, String> tags = api.getJsonArray("tags").getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(it -> it.getString("name"), it -> it.getString("description", "")));
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            if (operation.getString("summary", "").isBlank()) {
                missing.add(name + ": summary");
            }
            if (operation.getJsonArray("tags") == null) {
                missing.add(name + ": tag");
            } else {
                operation.getJsonArray("tags").stream()
                        .map(OpenApiIT::text)
                        .filter(tag -> tags.getOrDefault(tag, "").isBlank())
                        .forEach(tag -> missing.add(name + ": description of the tag " + tag));
            }
        });
        assertEquals(List.of(), missing);
    }

    @Test
    void everyOperationSaysWhatItAnswersWhenAllIsWell() {
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            JsonObject answers = operation.getJsonObject("responses");
            List<String> good = answers.keySet().stream()
                    .filter(it -> it.matches("2..|303"))
                    .toList();
            if (good.isEmpty() || answers.containsKey("default")) {
                missing.add(name + ": a 2xx answer or a redirect");
            }
            for (String status : good) {
                JsonObject answer = answers.getJsonObject(status);
                if (answer.getString("description", "").isBlank()) {
                    missing.add(name + ": description of " + status);
                }
                if (!Set.of("204", "303").contains(status) && !hasExample(answer)) {
                    missing.add(name + ": example of " + status);
                }
            }
        });
        assertEquals(List.of(), missing);
    }

    @Test
    void everyExampleIsWhatTheServerTakesAndAnswers() {
        assertEquals(List.of(), new ExampleStory(Client.admin(base), operations()).differences());
    }

    @Test
    void everyParameterSaysWhatItMeansAndItsType() {
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            for (JsonValue one : operation
                    .getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()) {
                JsonObject parameter = one.asJsonObject();
                if (parameter.getString("description", "").isBlank()) {
                    missing.add(name + ": description of " + parameter.getString("name"));
                }
                if (!parameter.containsKey("schema")) {
                    missing.add(name + ": schema of " + parameter.getString("name"));
                }
                if (parameter.getString("in").equals("path") && !parameter.getBoolean("required", false)) {
                    missing.add(name + ": required of " + parameter.getString("name"));
                }
            }
        });
        assertEquals(List.of(), missing);
    }

    @Test
    void everyOperationSaysHowItFails() {
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            JsonObject answers = operation.getJsonObject("responses");
            for (String status : failures(name, operation)) {
                if (!answers.containsKey(status)) {
                    missing.add(name + ": " + status);
                }
            }
            answers.forEach((status, answer) -> {
                if (status.matches("[45]..") && !isProblem(resolved(answer.asJsonObject()))) {
                    missing.add(name + ": the problem schema of " + status);
                }
            });
        });
        assertEquals(List.of(), missing);
    }

    @Test
    void everyOperationSaysWhoseKeyItNeedsOrThatItNeedsNone() {
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            if (operation.getJsonArray("security") == null
                    || operation.getJsonArray("security").isEmpty()) {
                missing.add(name);
            }
        });
        assertEquals(List.of(), missing);
        assertEquals(
                "[device_key, operator_key]",
                keys("post /api/v1/influxdb/telemetry/batch").toString());
        assertEquals("[device_key]", keys("post /api/v1/devices/telemetry").toString());
        assertEquals("[operator_key]", keys("post /api/v1/devices/register").toString());
        assertEquals("[]", keys("get /api/v1/influxdb/health").toString());
        assertEquals(
                Set.of("device_key", "operator_key"),
                api.getJsonObject("components").getJsonObject("securitySchemes").keySet());
    }

    @Test
    void everyRequestBodyHasAnExampleAndASchema() {
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            JsonObject body = operation.getJsonObject("requestBody");
            if (body != null && !hasExample(body)) {
                missing.add(name + ": example");
            }
            if (body != null && body.toString().contains("\"schema\":{\"type\":\"array\"}")) {
                missing.add(name + ": schema");
            }
        });
        assertEquals(List.of(), missing);
    }

    @Test
    void theDocumentHasOnlyMembersThatOpenApiKnows() {
        assertEquals(Set.of("openapi", "info", "servers", "tags", "paths", "components"), api.keySet());
    }

    @Test
    void everyOperationHasAnIdOfItsOwn() {
        List<String> ids = operations().values().stream()
                .map(it -> it.getString("operationId"))
                .toList();

        assertEquals(ids.size(), Set.copyOf(ids).size(), ids.toString());
    }

    @Test
    void everySchemaIsNamedSomewhere() {
        String text = api.toString();

        api.getJsonObject("components")
                .getJsonObject("schemas")
                .keySet()
                .forEach(it -> assertTrue(text.contains("\"#/components/schemas/" + it + "\""), it));
    }

    @ParameterizedTest
    @CsvSource({"/docs/, text/html", "/docs/docs.js, javascript", "/docs/docs.css, text/css"})
    void thePageLoadsOnlyWhatThisServerHas(String path, String type) {
        HttpResponse<byte[]> answer = browser.get(path);
        String text = new String(answer.body(), UTF_8);

        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("Content-Type").orElse("").contains(type));
        assertFalse(text.contains("http://") || text.contains("https://") || text.contains("<script>"), text);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.contains("script-src 'self';") && !policy.contains("unsafe"), policy);
    }

    @Test
    void everythingThatThePageLoadsIsThere() {
        String page = new String(browser.get("/docs/").body(), UTF_8);
        List<String> loaded = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();

        assertTrue(loaded.size() >= 5, loaded.toString());
        for (String asset : loaded) {
            HttpResponse<byte[]> answer =
                    browser.get(base.resolve("/docs/").resolve(asset).getPath());
            assertEquals(200, answer.statusCode(), asset);
            String type = answer.headers().firstValue("Content-Type").orElse("");
            String expected = asset.endsWith(".js") ? "javascript" : asset.endsWith(".css") ? "text/css" : "image/png";
            assertTrue(type.contains(expected), asset + " is " + type);
        }
    }

    @Test
    void noOriginMayCallFromAnotherPageByDefault() {
        HttpResponse<byte[]> answer = browser.get("/health", "Origin", "https://console.example.com");

        assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    private List<String> failures(String name, JsonObject operation) {
        List<String> failures = new ArrayList<>(List.of("400", "429", "503"));
        if (operation.containsKey("requestBody")) {
            failures.addAll(List.of("408", "413", "415"));
        }
        if (!keys(name).isEmpty()) {
            failures.addAll(List.of("401", "403"));
        }
        if (name.contains("{")) {
            failures.add("404");
        }
        return failures;
    }

    private List<String> keys(String name) {
        return operations().get(name).getJsonArray("security").getValuesAs(JsonObject.class).stream()
                .flatMap(it -> it.keySet().stream())
                .toList();
    }

    private Map<String, JsonObject> operations() {
        Map<String, JsonObject> operations = new java.util.TreeMap<>();
        api.getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject().forEach((verb, operation) -> {
                    if (VERBS.contains(verb)) {
                        operations.put(verb + " " + path, operation.asJsonObject());
                    }
                }));
        assertTrue(operations.size() >= 8, operations.keySet().toString());
        return operations;
    }

    private JsonObject resolved(JsonObject answer) {
        return answer.containsKey("$ref")
                ? api.getJsonObject("components")
                        .getJsonObject("responses")
                        .getJsonObject(answer.getString("$ref").replaceAll(".*/", ""))
                : answer;
    }

    private static boolean isProblem(JsonObject answer) {
        return answer != null
                && answer.containsKey("content")
                && answer.getJsonObject("content").containsKey("application/problem+json")
                && answer.toString().matches(".*#/components/schemas/(Problem|NoData)\".*");
    }

    /** JSON as JSON, not as a text that may be none. */
    private static boolean hasExample(JsonObject body) {
        return body.containsKey("content")
                && body.getJsonObject("content").entrySet().stream().allMatch(it -> {
                    JsonObject examples = it.getValue().asJsonObject().getJsonObject("examples");
                    return examples != null
                            && examples.values().stream()
                                    .map(example -> example.asJsonObject().get("value"))
                                    .allMatch(value -> value instanceof JsonObject
                                            == it.getKey().equals("application/json"));
                });
    }

    private static String text(JsonValue value) {
        return ((jakarta.json.JsonString) value).getString();
    }
}

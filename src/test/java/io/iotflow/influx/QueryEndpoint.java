package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code POST /api/v2/query}: a script as {@code application/vnd.flux} or JSON with script and dialect. */
final class QueryEndpoint {
    static final String PATH = "/api/v2/query";

    private final Directory directory;
    private final PointStore store;

    /** What was asked, and how the answer shall look. */
    private record QueryRequest(String script, AnnotatedCsv.Dialect dialect) {}

    QueryEndpoint(Directory directory, PointStore store) {
        this.directory = directory;
        this.store = store;
    }

    Answer answer(Request request) {
        QueryRequest asked;
        Directory.Organization organization;
        try {
            asked = parsed(request);
            organization = directory.organization(request);
        } catch (InfluxFailure failure) {
            throw InfluxFailure.invalid("failed to decode request body: " + failure.getMessage());
        }
        AnnotatedCsv csv = new AnnotatedCsv(asked.dialect());
        return Answer.csv(csv.write(FluxParser.parse(asked.script()).stream()
                .map(query -> new AnnotatedCsv.Result(query.result(), tables(request, organization, query)))
                .toList()));
    }

    private Stream<FluxTable> tables(Request request, Directory.Organization organization, FluxQuery query) {
        Bucket bucket = directory
                .bucket(organization, query.bucket())
                .filter(request.caller()::mayRead)
                .orElseThrow(() -> InfluxFailure.notFound("failed to initialize execute state: could not find bucket "
                        + GoFormat.quoted(query.bucket())));
        Stream<FluxTable> tables = store.read(bucket, query.start(), query.stop(), query.readsFromTheEnd()).stream()
                .map(column -> FluxTable.of(column, query));
        for (FluxStep step : query.steps()) {
            tables = step.apply(tables);
        }
        return tables;
    }

    private static QueryRequest parsed(Request request) {
        if (request.header("Content-Type").startsWith("application/vnd.flux")) {
            return checked(new QueryRequest(request.text(), dialect(JsonValue.EMPTY_JSON_OBJECT)));
        }
        try (JsonReader reader = Json.createReader(new StringReader(request.text()))) {
            JsonObject json = reader.readObject();
            if (json.get("extern") instanceof JsonObject) {
                throw InfluxFailure.invalid("extern is not supported by the test double");
            }
            JsonValue dialect = json.getOrDefault("dialect", JsonValue.EMPTY_JSON_OBJECT);
            return checked(new QueryRequest(
                    json.getString("query", ""),
                    dialect(dialect instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT)));
        } catch (JsonException | ClassCastException malformed) {
            throw InfluxFailure.invalid("failed parsing request body as JSON; if sending a raw Flux script, set "
                    + "'Content-Type: application/vnd.flux' in your request headers: " + malformed.getMessage());
        }
    }

    private static QueryRequest checked(QueryRequest asked) {
        if (asked.script().isEmpty()) {
            throw InfluxFailure.invalid("request body requires either query or AST");
        }
        for (String annotation : asked.dialect().annotations()) {
            if (!Set.of("group", "datatype", "default").contains(annotation)) {
                throw InfluxFailure.invalid("unknown dialect annotation type: " + annotation);
            }
        }
        return asked;
    }

    private static AnnotatedCsv.Dialect dialect(JsonObject json) {
        List<String> annotations = json.get("annotations") == null
                ? List.of()
                : json.getJsonArray("annotations").getValuesAs(JsonString::getString);
        String delimiter = json.getString("delimiter", ",");
        if (delimiter.length() > 1) {
            throw InfluxFailure.invalid("invalid dialect delimeter: must be length 1");
        }
        return new AnnotatedCsv.Dialect(
                annotations, json.getBoolean("header", true), delimiter.isEmpty() ? ',' : delimiter.charAt(0));
    }
}

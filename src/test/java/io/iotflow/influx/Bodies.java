package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;

/** JSON in and out of the endpoints that keep organizations, buckets, tokens and tasks. */
final class Bodies {
    static final String CREATED = "2024-01-01T00:00:00Z";

    private Bodies() {}

    static JsonObject read(Request request, InfluxFailure whenMalformed) {
        try (JsonReader reader = Json.createReader(new StringReader(request.text()))) {
            return reader.readObject();
        } catch (JsonException malformed) {
            throw whenMalformed;
        }
    }

    static JsonObjectBuilder object(String... namesAndValues) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** The id at the end of a path such as {@code /api/v2/buckets/0dd0b1e500000001}, or empty. */
    static String idIn(Request request, String path) {
        return request.path().length() > path.length() ? request.path().substring(path.length() + 1) : "";
    }
}

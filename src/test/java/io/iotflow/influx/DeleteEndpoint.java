package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.DateTimeException;
import java.util.function.Predicate;

/** {@code POST /api/v2/delete}. */
final class DeleteEndpoint {
    static final String PATH = "/api/v2/delete";

    private final Directory directory;
    private final PointStore store;

    DeleteEndpoint(Directory directory, PointStore store) {
        this.directory = directory;
        this.store = store;
    }

    Answer answer(Request request) {
        JsonObject json = body(request);
        long start = time(json, "start", "2009-01-02T23:00:00Z");
        long stop = time(json, "stop", "2009-01-01T23:00:00Z");
        Predicate<SeriesKey> predicate = DeletePredicate.parse(json.getString("predicate", ""));
        Directory.Organization organization = directory.organization(request);
        String name =
                request.parameter("bucketID").isEmpty() ? request.parameter("bucket") : request.parameter("bucketID");
        if (name.isEmpty()) {
            throw InfluxFailure.invalid("Please provide either bucketID or bucket");
        }
        Bucket bucket = directory.existingBucket(organization, name);
        if (!request.caller().mayWrite(bucket)) {
            throw InfluxFailure.forbidden("insufficient permissions to delete");
        }
        store.delete(bucket, predicate, start, stop);
        return Answer.noContent();
    }

    private static JsonObject body(Request request) {
        try (JsonReader reader = Json.createReader(new StringReader(request.text()))) {
            return reader.readObject();
        } catch (JsonException malformed) {
            throw InfluxFailure.invalid("error decoding json body: " + malformed.getMessage());
        }
    }

    private static long time(JsonObject json, String field, String example) {
        try {
            return GoFormat.parseRfc3339(json.getString(field, ""));
        } catch (DateTimeException malformed) {
            throw InfluxFailure.invalid("error decoding json body: invalid RFC3339Nano for field " + field
                    + ", please format your time with RFC3339Nano format, example: " + example);
        } catch (ArithmeticException outOfRange) {
            throw InfluxFailure.invalid("error decoding json body: "
                    + (field.equals("start")
                            ? "invalid start time, start time must not be before 1677-09-21T00:12:43.145224194Z"
                            : "invalid stop time, stop time must not be after 2262-04-11T23:47:16.854775806Z"));
        }
    }
}

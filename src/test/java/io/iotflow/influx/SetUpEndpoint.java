package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** {@code /api/v2/setup}, {@code /api/v2/orgs} and {@code /api/v2/buckets}, as far as the client's APIs read them. */
final class SetUpEndpoint {
    private static final String CREATED = "2024-01-01T00:00:00Z";
    private static final int MIN_PASSWORD_LENGTH = 8;

    private final Directory directory;

    SetUpEndpoint(Directory directory) {
        this.directory = directory;
    }

    Answer allowed() {
        return Answer.json(
                200,
                Json.createObjectBuilder().add("allowed", !directory.isSetUp()).build());
    }

    Answer setUp(Request request) {
        if (directory.isSetUp()) {
            throw InfluxFailure.conflict("onboarding has already been completed");
        }
        JsonObject json;
        try (JsonReader reader = Json.createReader(new StringReader(request.text()))) {
            json = reader.readObject();
        } catch (JsonException malformed) {
            throw InfluxFailure.internal("An internal error has occurred - check server logs");
        }
        List<String> missing = List.of("username", "org", "bucket").stream()
                .filter(name -> json.getString(name, "").isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw InfluxFailure.unprocessable(
                    "onboarding failed: missing required fields [" + String.join(",", missing) + "]");
        }
        String password = json.getString("password", "");
        if (!password.isEmpty() && password.length() < MIN_PASSWORD_LENGTH) {
            throw InfluxFailure.invalid("passwords must be between 8 and 72 characters long");
        }
        String token = json.getString("token", "");
        long seconds = json.containsKey("retentionPeriodSeconds")
                ? json.getJsonNumber("retentionPeriodSeconds").longValue()
                : 0;
        String issued = token.isEmpty() ? UUID.randomUUID().toString() : token;
        directory.setUp(json.getString("org"), json.getString("bucket"), Duration.ofSeconds(seconds), issued);
        return Answer.json(201, setUpAnswer(json.getString("username"), issued));
    }

    private JsonObject setUpAnswer(String userName, String token) {
        String userId = "0dd0b1e5000000ff";
        return Json.createObjectBuilder()
                .add("user", object("id", userId, "name", userName, "status", "active"))
                .add("bucket", bucket(directory.buckets().get(0)))
                .add("org", organization())
                .add(
                        "auth",
                        object("id", "0dd0b1e5000000fe", "token", token, "status", "active", "userID", userId)
                                .add("orgID", directory.organization().id())
                                .add("description", userName + "'s Token")
                                .add("permissions", Json.createArrayBuilder()))
                .build();
    }

    Answer organizations(Request request) {
        if (namesOrganization(request)) {
            directory.organization(request);
        }
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("links", object("self", "/api/v2/orgs"))
                        .add("orgs", Json.createArrayBuilder().add(organization()))
                        .build());
    }

    Answer buckets(Request request) {
        boolean inOrganization = namesOrganization(request);
        if (inOrganization) {
            directory.organization(request);
        }
        String wanted = request.parameter("name").isEmpty() ? request.parameter("id") : request.parameter("name");
        List<Bucket> found;
        if (wanted.isEmpty()) {
            found = directory.buckets();
        } else if (inOrganization) {
            found = List.of(directory.existingBucket(wanted));
        } else {
            found = directory.bucket(wanted).stream().toList();
        }
        JsonArrayBuilder array = Json.createArrayBuilder();
        found.forEach(bucket -> array.add(bucket(bucket)));
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("links", object("self", "/api/v2/buckets"))
                        .add("buckets", array)
                        .build());
    }

    private static boolean namesOrganization(Request request) {
        return !request.parameter("org").isEmpty()
                || !request.parameter("orgID").isEmpty();
    }

    private JsonObjectBuilder organization() {
        Directory.Organization organization = directory.organization();
        return object("id", organization.id(), "name", organization.name(), "description", "")
                .add("createdAt", CREATED)
                .add("updatedAt", CREATED)
                .add("links", object("self", "/api/v2/orgs/" + organization.id()));
    }

    private static JsonObjectBuilder bucket(Bucket bucket) {
        JsonObjectBuilder rule = object("type", "expire")
                .add("everySeconds", bucket.retention().toSeconds())
                .add("shardGroupDurationSeconds", bucket.shardLength().toSeconds());
        return object("id", bucket.id(), "orgID", bucket.orgId(), "type", "user", "name", bucket.name())
                .add("retentionRules", Json.createArrayBuilder().add(rule))
                .add("createdAt", CREATED)
                .add("updatedAt", CREATED)
                .add("links", object("self", "/api/v2/buckets/" + bucket.id()))
                .add("labels", Json.createArrayBuilder());
    }

    private static JsonObjectBuilder object(String... namesAndValues) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}

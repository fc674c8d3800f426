package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** {@code /api/v2/setup}: the first user, organization and bucket. */
final class SetUpEndpoint {
    static final String PATH = "/api/v2/setup";
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
        JsonObject json =
                Bodies.read(request, InfluxFailure.internal("An internal error has occurred - check server logs"));
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
        try {
            BucketsEndpoint.checkName(json.getString("bucket"));
        } catch (InfluxFailure refused) {
            directory.addOrganization(json.getString("org")); // the server does not take back what it has made by then
            throw refused;
        }
        String token = json.getString("token", "");
        long seconds = json.containsKey("retentionPeriodSeconds")
                ? json.getJsonNumber("retentionPeriodSeconds").longValue()
                : 0;
        Authorization operator = directory.setUp(
                json.getString("org"),
                json.getString("bucket"),
                Duration.ofSeconds(seconds),
                token.isEmpty() ? UUID.randomUUID().toString() : token);
        return Answer.json(201, answer(json.getString("username"), operator));
    }

    private JsonObject answer(String userName, Authorization operator) {
        JsonArrayBuilder permissions = Json.createArrayBuilder();
        operator.permissions().forEach(it -> permissions.add(it.json()));
        return Json.createObjectBuilder()
                .add("user", Bodies.object("id", operator.userId(), "name", userName, "status", "active"))
                .add("bucket", BucketsEndpoint.json(directory.buckets().get(0)))
                .add("org", OrganizationsEndpoint.json(directory.organizations().get(0)))
                .add(
                        "auth",
                        Bodies.object(
                                        "id",
                                        operator.id(),
                                        "token",
                                        operator.token(),
                                        "status",
                                        "active",
                                        "userID",
                                        operator.userId(),
                                        "orgID",
                                        operator.orgId(),
                                        "description",
                                        userName + "'s Token")
                                .add("permissions", permissions))
                .build();
    }
}

package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.List;

/** {@code /api/v2/buckets}: listed, found by name or id, made, kept for another time. */
final class BucketsEndpoint {
    static final String PATH = "/api/v2/buckets";
    private static final Duration SHORTEST = Duration.ofHours(1);

    private final Directory directory;

    BucketsEndpoint(Directory directory) {
        this.directory = directory;
    }

    Answer answer(Request request) {
        String id = Bodies.idIn(request, PATH);
        return switch (request.method()) {
            case "GET" -> list(request);
            case "POST" -> make(request);
            case "PATCH" -> change(request, id);
            default -> throw InfluxFailure.methodNotAllowed("GET, PATCH, POST");
        };
    }

    /** Only those that the caller may read. */
    private Answer list(Request request) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        found(request).stream().filter(request.caller()::mayRead).forEach(it -> array.add(json(it)));
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("links", Bodies.object("self", PATH))
                        .add("buckets", array)
                        .build());
    }

    private List<Bucket> found(Request request) {
        String id = request.parameter("id");
        String name = request.parameter("name");
        boolean inOrganization = !request.parameter("org").isEmpty()
                || !request.parameter("orgID").isEmpty();
        if (!id.isEmpty()) {
            return List.of(withId(id));
        }
        if (inOrganization) {
            Directory.Organization organization = directory.organization(request);
            return name.isEmpty()
                    ? directory.buckets().stream()
                            .filter(it -> it.orgId().equals(organization.id()))
                            .toList()
                    : List.of(directory.existingBucket(organization, name));
        }
        return directory.buckets().stream()
                .filter(it -> name.isEmpty() || it.name().equals(name))
                .toList();
    }

    private Bucket withId(String id) {
        return directory.buckets().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> InfluxFailure.notFound("bucket not found"));
    }

    private Answer make(Request request) {
        JsonObject json = Bodies.read(request, InfluxFailure.invalid("invalid json structure"));
        String orgId = json.getString("orgID", "");
        String name = json.getString("name", "");
        Duration retention = retention(json, Duration.ZERO);
        request.caller().require(new Permission(Permission.WRITE, "buckets", orgId, ""));
        checkName(name);
        if (directory.buckets().stream()
                .anyMatch(it -> it.orgId().equals(orgId) && it.name().equals(name))) {
            throw InfluxFailure.conflict("bucket with name " + name + " already exists");
        }
        return Answer.json(
                201, json(directory.addBucket(orgId, name, retention)).build());
    }

    private Answer change(Request request, String id) {
        JsonObject json = Bodies.read(request, InfluxFailure.invalid("invalid json structure"));
        Bucket bucket = withId(id);
        request.caller().require(new Permission(Permission.WRITE, "buckets", bucket.orgId(), id));
        return Answer.json(
                200,
                json(directory.retain(id, retention(json, bucket.retention()))).build());
    }

    static void checkName(String name) {
        if (name.startsWith("_")) {
            throw InfluxFailure.invalid("bucket name " + name + " is invalid. Buckets may not start with underscore");
        }
        if (name.contains("\"")) {
            throw InfluxFailure.invalid(
                    "bucket name " + name + " is invalid. Bucket names may not include quotation marks");
        }
    }

    private static Duration retention(JsonObject json, Duration otherwise) {
        JsonArray rules = json.getJsonArray("retentionRules");
        if (rules == null || rules.isEmpty()) {
            return otherwise;
        }
        Duration retention = Duration.ofSeconds(rules.getJsonObject(0).getInt("everySeconds", 0));
        if (!retention.isZero() && retention.compareTo(SHORTEST) < 0) {
            throw InfluxFailure.internal("retention policy duration must be at least 1h0m0s");
        }
        return retention;
    }

    static JsonObjectBuilder json(Bucket bucket) {
        JsonObjectBuilder rule = Bodies.object("type", "expire")
                .add("everySeconds", bucket.retention().toSeconds())
                .add("shardGroupDurationSeconds", bucket.shardLength().toSeconds());
        return Bodies.object("id", bucket.id(), "orgID", bucket.orgId(), "type", "user", "name", bucket.name())
                .add("retentionRules", Json.createArrayBuilder().add(rule))
                .add("createdAt", Bodies.CREATED)
                .add("updatedAt", Bodies.CREATED)
                .add("links", Bodies.object("self", PATH + "/" + bucket.id()))
                .add("labels", Json.createArrayBuilder());
    }
}

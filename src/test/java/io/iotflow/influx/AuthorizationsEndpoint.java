package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.UUID;

/** {@code /api/v2/authorizations}: tokens listed, made, removed. */
final class AuthorizationsEndpoint {
    static final String PATH = "/api/v2/authorizations";

    private final Directory directory;
    private volatile boolean hashed;

    AuthorizationsEndpoint(Directory directory) {
        this.directory = directory;
    }

    /** From now on a token is told once, when it is made ({@code influxd --use-hashed-tokens}, since 2.8). */
    void hashTokens() {
        hashed = true;
    }

    Answer answer(Request request) {
        String id = Bodies.idIn(request, PATH);
        return switch (request.method()) {
            case "GET" -> list(request);
            case "POST" -> make(request);
            case "DELETE" -> remove(request, id);
            default -> throw InfluxFailure.methodNotAllowed("DELETE, GET, POST");
        };
    }

    private Answer list(Request request) {
        String orgId = request.parameter("orgID");
        JsonArrayBuilder array = Json.createArrayBuilder();
        directory.authorizations().stream()
                .filter(it -> orgId.isEmpty() || it.orgId().equals(orgId))
                .filter(it -> request.caller().may(right(Permission.READ, it)))
                .forEach(it -> array.add(json(it, !hashed)));
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("links", Bodies.object("self", PATH))
                        .add("authorizations", array)
                        .build());
    }

    private Answer make(Request request) {
        JsonObject json = Bodies.read(request, InfluxFailure.invalid("invalid json structure"));
        JsonArray wanted = json.getJsonArray("permissions");
        if (wanted == null || wanted.isEmpty()) {
            throw InfluxFailure.invalid("authorization must include permissions");
        }
        String orgId = json.getString("orgID", "");
        if (orgId.isEmpty()) {
            throw InfluxFailure.invalid("org id required: invalid ID");
        }
        List<Permission> permissions = wanted.getValuesAs(Permission::of);
        Authorization caller = request.caller();
        caller.require(new Permission(Permission.WRITE, "authorizations", orgId, ""));
        permissions.stream().filter(it -> !caller.may(it)).findFirst().ifPresent(it -> {
            throw InfluxFailure.forbidden("permission " + it + " is not allowed");
        });
        Authorization made = directory.authorize(
                orgId, caller.userId(), UUID.randomUUID().toString(), json.getString("description", ""), permissions);
        return Answer.json(201, json(made, true).build());
    }

    private Answer remove(Request request, String id) {
        Authorization authorization = directory.authorizations().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> InfluxFailure.notFound("authorization not found"));
        request.caller().require(right(Permission.WRITE, authorization));
        directory.removeAuthorization(id);
        return Answer.noContent();
    }

    private static Permission right(String action, Authorization authorization) {
        return new Permission(action, "authorizations", authorization.orgId(), authorization.id());
    }

    private static JsonObjectBuilder json(Authorization authorization, boolean withToken) {
        JsonArrayBuilder permissions = Json.createArrayBuilder();
        authorization.permissions().forEach(it -> permissions.add(it.json()));
        return Bodies.object(
                        "id",
                        authorization.id(),
                        "token",
                        withToken ? authorization.token() : "",
                        "status",
                        "active",
                        "description",
                        authorization.description(),
                        "orgID",
                        authorization.orgId(),
                        "userID",
                        authorization.userId())
                .add("permissions", permissions)
                .add("createdAt", Bodies.CREATED)
                .add("updatedAt", Bodies.CREATED);
    }
}

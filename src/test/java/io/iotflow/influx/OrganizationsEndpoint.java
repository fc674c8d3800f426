package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** {@code /api/v2/orgs}: found by name or id, listed, made. */
final class OrganizationsEndpoint {
    static final String PATH = "/api/v2/orgs";

    private final Directory directory;

    OrganizationsEndpoint(Directory directory) {
        this.directory = directory;
    }

    Answer answer(Request request) {
        String id = Bodies.idIn(request, PATH);
        return switch (request.method()) {
            case "GET" -> id.isEmpty() ? list(request) : one(request, id);
            case "POST" -> make(request);
            default -> throw InfluxFailure.methodNotAllowed("GET, POST");
        };
    }

    private Answer list(Request request) {
        boolean named = !request.parameter("org").isEmpty()
                || !request.parameter("orgID").isEmpty();
        List<Directory.Organization> found =
                named ? List.of(directory.organization(request)) : directory.organizations();
        JsonArrayBuilder array = Json.createArrayBuilder();
        found.stream().filter(it -> request.caller().may(read(it.id()))).forEach(it -> array.add(json(it)));
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("links", Bodies.object("self", PATH))
                        .add("orgs", array)
                        .build());
    }

    private Answer one(Request request, String id) {
        request.caller().require(read(id));
        return directory.organizations().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .map(it -> Answer.json(200, json(it).build()))
                .orElseThrow(() -> InfluxFailure.notFound("organization not found"));
    }

    private Answer make(Request request) {
        String name = Bodies.read(request, InfluxFailure.invalid("invalid json structure"))
                .getString("name", "");
        request.caller().require(new Permission(Permission.WRITE, "orgs", "", ""));
        if (name.isBlank()) {
            throw InfluxFailure.invalid("org name is empty");
        }
        if (directory.organizations().stream().anyMatch(it -> it.name().equals(name))) {
            throw InfluxFailure.conflict("organization with name " + name + " already exists");
        }
        return Answer.json(201, json(directory.addOrganization(name)).build());
    }

    private static Permission read(String id) {
        return new Permission(Permission.READ, "orgs", "", id);
    }

    static JsonObjectBuilder json(Directory.Organization organization) {
        return Bodies.object("id", organization.id(), "name", organization.name(), "description", "")
                .add("createdAt", Bodies.CREATED)
                .add("updatedAt", Bodies.CREATED)
                .add("links", Bodies.object("self", PATH + "/" + organization.id()));
    }
}

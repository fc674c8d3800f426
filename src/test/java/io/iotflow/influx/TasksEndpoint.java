package io.iotflow.influx;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /api/v2/tasks}: found by name, made, changed. Their scripts are kept and never run. */
final class TasksEndpoint {
    static final String PATH = "/api/v2/tasks";
    private static final Pattern OPTION =
            Pattern.compile("option task = \\{name: \"([^\"]*)\", every: (\\w+)(?:, offset: (\\w+))?\\}");

    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})|.");

    private final Directory directory;

    TasksEndpoint(Directory directory) {
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

    private Answer list(Request request) {
        String orgId = request.parameter("orgID");
        String name = request.parameter("name");
        JsonArrayBuilder array = Json.createArrayBuilder();
        directory.tasks().stream()
                .filter(it -> orgId.isEmpty() || it.orgId().equals(orgId))
                .filter(it -> name.isEmpty() || it.name().equals(name))
                .filter(it -> request.caller().may(new Permission(Permission.READ, "tasks", it.orgId(), it.id())))
                .forEach(it -> array.add(json(it)));
        return Answer.json(
                200,
                Json.createObjectBuilder()
                        .add("links", Bodies.object("self", PATH))
                        .add("tasks", array)
                        .build());
    }

    private Answer make(Request request) {
        JsonObject json = Bodies.read(request, InfluxFailure.invalid("failed to decode request"));
        Task task =
                task("", json.getString("orgID", ""), json.getString("flux", ""), json.getString("status", "active"));
        if (!request.caller().may(new Permission(Permission.WRITE, "tasks", task.orgId(), ""))) {
            throw InfluxFailure.internal("failed to create task: unauthorized");
        }
        return Answer.json(201, json(directory.keep(task)).build());
    }

    private Answer change(Request request, String id) {
        JsonObject json = Bodies.read(request, InfluxFailure.invalid("failed to decode request"));
        Task task = directory.tasks().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> InfluxFailure.notFound("failed to update task: task not found"));
        Task changed =
                task(id, task.orgId(), json.getString("flux", task.flux()), json.getString("status", task.status()));
        return Answer.json(200, json(directory.keep(changed)).build());
    }

    private static Task task(String id, String orgId, String flux, String status) {
        Matcher option = OPTION.matcher(flux);
        if (!option.find()) {
            throw InfluxFailure.invalid("invalid options: the test double knows name, every and offset only");
        }
        String offset = option.group(3) == null ? "" : option.group(3);
        return new Task(id, orgId, unescaped(option.group(1)), flux, status, option.group(2), offset);
    }

    /** {@code \xHH}, a byte of UTF-8, is the only escape that the test double knows. */
    private static String unescaped(String literal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher part = BYTE.matcher(literal);
        while (part.find()) {
            bytes.write(part.group(1) == null ? part.group().charAt(0) : Integer.parseInt(part.group(1), 16));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static JsonObjectBuilder json(Task task) {
        return Bodies.object(
                        "id",
                        task.id(),
                        "orgID",
                        task.orgId(),
                        "name",
                        task.name(),
                        "flux",
                        task.flux(),
                        "status",
                        task.status(),
                        "every",
                        task.every(),
                        "offset",
                        task.offset())
                .add("createdAt", Bodies.CREATED)
                .add("updatedAt", Bodies.CREATED)
                .add("links", Bodies.object("self", PATH + "/" + task.id()))
                .add("labels", Json.createArrayBuilder());
    }
}

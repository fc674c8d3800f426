package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is misspelt is refused and named, at every operation: it must not look as if it had been done. */
@Deployed(OnPostgresql.class)
class StrictnessIT {

    /** Bodies that are a device's or a broker's own, with members that are theirs to choose. */
    private static final Set<String> FREE_BODIES = Set.of(
            "POST /api/v1/webhooks/{name}",
            "POST /api/v1/devices/heartbeat",
            "POST /api/v1/devices/commands/{command_id}/response",
            "POST /api/v1/broker/auth",
            "POST /api/v1/broker/acl");

    /** Bodies that may be a form, or anything at all. */
    private static final Set<String> OWN_FORM =
            Set.of("POST /api/v1/webhooks/{name}", "POST /api/v1/broker/auth", "POST /api/v1/broker/acl");

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    /** An operation, its placeholders filled, with an example of its JSON body where it has one. */
    private record Operation(String name, String method, String path, Optional<JsonObject> body, JsonObject described) {

        boolean takesBody() {
            return described.containsKey("requestBody");
        }

        List<String> parametersWithOneValue() {
            return names(it -> !it.equals("array"));
        }

        List<String> flags() {
            return names("boolean"::equals);
        }

        private List<String> names(Predicate<String> ofType) {
            return described.containsKey("parameters") ? namesOfParameters(ofType) : List.of();
        }

        private List<String> namesOfParameters(Predicate<String> ofType) {
            return described.getJsonArray("parameters").getValuesAs(JsonObject.class).stream()
                    .filter(it -> it.getString("in").equals("query"))
                    .filter(it -> ofType.test(it.getJsonObject("schema").getString("type", "string")))
                    .map(it -> it.getString("name"))
                    .toList();
        }
    }

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"strict\"}");
        admin.post( // which members a channel's body has depends on what it was
                "/api/v1/admin/notification-channels",
                "{\"name\":\"1\",\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/strict\"}");
    }

    @Test
    void refusesAParameterThatTheOperationDoesNotHave() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            String body = operation.body().map(Json::text).orElse(null);
            Reply reply = call(operation, operation.path() + "?no_such_parameter=1", body);
            if (!names(reply, "no_such_parameter")) {
                wrong.add(operation.name() + " answers " + reply.status());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesAMemberThatTheBodyDoesNotHave() {
        List<String> wrong = new ArrayList<>();
        List<Operation> withBody = operations().stream()
                .filter(it -> it.body().isPresent() && !FREE_BODIES.contains(it.name()))
                .toList();
        assertTrue(withBody.size() > 10, "operations with a JSON body: " + withBody.size());
        for (Operation operation : withBody) {
            String body = Json.text(Json.createObjectBuilder(operation.body().get())
                    .add("no_such_member", 1)
                    .build());
            Reply reply = call(operation, operation.path(), body);
            if (!names(reply, "no_such_member")) {
                wrong.add(operation.name() + " answers " + reply.status() + " " + reply.text());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesAParameterOfOneValueThatIsGivenTwice() {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Operation operation : operations()) {
            for (String name : operation.parametersWithOneValue()) {
                String body = operation.body().map(Json::text).orElse(null);
                Reply reply = call(operation, operation.path() + "?" + name + "=1&" + name + "=2", body);
                asked++;
                if (!names(reply, name)) {
                    wrong.add(operation.name() + " answers " + reply.status() + " to two of " + name);
                }
            }
        }
        assertTrue(asked > 50, "parameters: " + asked);
        assertEquals(List.of(), wrong);
    }

    @Test
    void deletesNothingWhereAllIsSaidTwice() {
        device.http().post("/api/v1/devices/telemetry", "{\"data\":{\"temperature\":21}}");

        Reply reply = device.http().delete("/api/v1/influxdb/device/" + device.id() + "/data?all=true&all=false");

        assertEquals(400, reply.status(), reply.text());
        assertEquals(1, device.http().get("/api/v1/devices/telemetry").json().getInt("count"));
    }

    @Test
    void refusesAFlagThatIsNeitherTrueNorFalse() {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Operation operation : operations()) {
            for (String name : operation.flags()) {
                String body = operation.body().map(Json::text).orElse(null);
                Reply reply = call(operation, operation.path() + "?" + name + "=yes", body);
                asked++;
                if (reply.status() != 400 || !reply.text().contains(name + " must be true or false")) {
                    wrong.add(operation.name() + " answers " + reply.status() + " to " + name + "=yes");
                }
            }
        }
        assertTrue(asked > 3, "flags: " + asked);
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesABodyWhereTheOperationTakesNone() {
        List<String> wrong = new ArrayList<>();
        List<Operation> without = operations().stream()
                .filter(it -> !it.method().equals("GET") && !it.takesBody())
                .toList();
        assertTrue(without.size() > 10, "operations without a body: " + without.size());
        for (Operation operation : without) {
            Reply reply = call(operation, operation.path(), "{\"no_such_member\":1}");
            // Payara as Arquillian starts it takes no body with DELETE at all; as we start it, it does (PayaraFiles).
            boolean isRefusedByPayara = operation.method().equals("DELETE")
                    && reply.status() == 400
                    && reply.text().isEmpty();
            if (!isRefusedByPayara && !names(reply, "no_such_member")) {
                wrong.add(operation.name() + " answers " + reply.status() + " " + reply.text());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesAMemberThatIsThereTwice() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            if (operation.body().isPresent() && !OWN_FORM.contains(operation.name())) {
                String body = Json.text(operation.body().get());
                String twice = "{\"twice\":{\"a\":1,\"a\":2}," + body.substring(1);
                Reply reply = call(operation, operation.path(), twice);
                if (reply.status() != 400 || !reply.text().contains("has a member twice")) {
                    wrong.add(operation.name() + " answers " + reply.status() + " " + reply.text());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void leavesToInfluxdbsClientsWhatIsTheirs() {
        Reply reply = device.http()
                .post(
                        "/api/v2/write?org=o&bucket=b&precision=s&consistency=all",
                        "climate temperature=21 1700000000".getBytes(StandardCharsets.UTF_8),
                        "text/plain");

        assertEquals(204, reply.status(), reply.text());
    }

    private Reply call(Operation operation, String path, String body) {
        Reply byAdmin = admin.call(operation.method(), path, body);
        return byAdmin.status() == 403 ? device.http().call(operation.method(), path, body) : byAdmin;
    }

    private static boolean names(Reply reply, String what) {
        if (reply.status() != 400) {
            return false;
        }
        JsonArray violations = reply.json().getJsonArray("violations");
        return violations.getValuesAs(JsonObject.class).stream()
                .anyMatch(it -> it.getString("field").endsWith(what)
                        && it.getString("message").startsWith("is "));
    }

    private List<Operation> operations() {
        JsonObject paths = admin.get("/openapi?format=JSON").json().getJsonObject("paths");
        List<Operation> operations = new ArrayList<>();
        for (String path : paths.keySet()) {
            for (String method : paths.getJsonObject(path).keySet()) {
                if (path.startsWith("/api/v1/") && METHODS.contains(method)) {
                    operations.add(operation(
                            method.toUpperCase(Locale.ROOT),
                            path,
                            paths.getJsonObject(path).getJsonObject(method)));
                }
            }
        }
        return operations;
    }

    private Operation operation(String method, String path, JsonObject described) {
        String filled = path.replace("{device_id}", device.id())
                .replace("{group_id}", "strict")
                .replaceAll("\\{[^}]*}", "1");
        return new Operation(method + " " + path, method, filled, body(described), described);
    }

    private Optional<JsonObject> body(JsonObject described) {
        return Optional.ofNullable(described.getJsonObject("requestBody"))
                .map(it -> it.getJsonObject("content").getJsonObject("application/json"))
                .flatMap(StrictnessIT::example)
                .map(it -> Json.readObject(Json.text(it).replace("esp32_001", device.id())));
    }

    private static Optional<JsonObject> example(JsonObject content) {
        JsonValue value = content.containsKey("example")
                ? content.get("example")
                : content.getJsonObject("examples")
                        .values()
                        .iterator()
                        .next()
                        .asJsonObject()
                        .get("value");
        if (value instanceof JsonString text) {
            value = Json.readObject(text.getString());
        }
        return value instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }
}

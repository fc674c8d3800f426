package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent to whichever operation of /openapi, the answer is no 5xx, and a refusal is a problem. A new operation
 * is tried without being named here.
 */
@Deployed(OnPostgresql.class)
class HostileInputIT {

    private static final List<byte[]> BODIES = List.of(
            bytes(""),
            bytes("{"),
            bytes("[]"),
            bytes("null"),
            bytes("\"text\""),
            bytes("5"),
            bytes("{}"),
            bytes("{\"\u0000\":1}"),
            bytes("[".repeat(2000)),
            bytes("{\"a\":".repeat(2000)),
            bytes("{} {}"),
            "{\"name\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1),
            new byte[] {(byte) 0xff, 0, 1});

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;

    /** An operation with the names of its query parameters, and whether it takes a body. */
    private record Operation(String method, String path, List<String> queries, boolean takesABody) {

        String on(String target) {
            return method + " " + (target.length() > 150 ? target.substring(0, 150) + "…" : target);
        }
    }

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
    }

    @Test
    void refusesHostilePathsWithAProblem() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            if (operation.path().contains("{")) {
                HostileValues.TEXTS.forEach(it -> {
                    String path = operation
                            .path()
                            .replaceAll("\\{[^}]*}", Client.encode(it).replace("\\", "\\\\"));
                    check(
                            answer(() -> admin.call(operation.method(), path, body(operation))),
                            operation.on(path),
                            wrong);
                });
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesHostileQueriesWithAProblem() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            for (String query : operation.queries()) {
                HostileValues.TEXTS.forEach(it -> {
                    String target = filled(operation) + "?" + query + "=" + Client.encode(it);
                    check(
                            answer(() -> caller(operation).call(operation.method(), target, body(operation))),
                            operation.on(target),
                            wrong);
                });
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesHostileBodiesWithAProblem() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            if (operation.takesABody()) {
                for (int i = 0; i < BODIES.size(); i++) {
                    byte[] body = BODIES.get(i);
                    Reply reply = answer(() ->
                            caller(operation).call(operation.method(), filled(operation), body, "application/json"));
                    check(reply, operation.on(filled(operation)) + " with body " + i, wrong);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void refusesBodiesOfAnotherTypeAndOverTheLimit() {
        List<String> wrong = new ArrayList<>();
        byte[] large = new byte[1024 * 1024 + 1];
        for (Operation operation : operations()) {
            if (operation.takesABody()) {
                String target = filled(operation);
                check(
                        answer(() -> caller(operation).call(operation.method(), target, large, "application/json")),
                        operation.on(target),
                        wrong);
                check(
                        answer(() -> caller(operation).call(operation.method(), target, bytes("<a/>"), "text/xml")),
                        operation.on(target),
                        wrong);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** A server that has refused may close the connection just when it is used again (RFC 9112 section 9.3.1). */
    private static Reply answer(Supplier<Reply> call) {
        try {
            return call.get();
        } catch (UncheckedIOException e) {
            return call.get();
        }
    }

    private static void check(Reply reply, String what, List<String> wrong) {
        boolean refused = reply.status() >= 400;
        // What Grizzly itself refuses never reaches the application.
        // Brokers are answered in their own words.
        boolean isProblem = what.contains("/api/v1/broker/")
                || reply.contentType().startsWith("application/problem+json")
                || reply.text().isEmpty();
        if (reply.status() >= 500 || refused && !isProblem) {
            wrong.add(what.replaceAll("\\p{Cntrl}", "?") + " answers " + reply.status() + " " + reply.contentType());
        }
    }

    private Client caller(Operation operation) {
        return operation.path().startsWith("/api/v1/devices/") ? device.http() : admin;
    }

    private String filled(Operation operation) {
        return operation.path().replace("{device_id}", device.id()).replaceAll("\\{[^}]*}", "1");
    }

    private static String body(Operation operation) {
        return operation.takesABody() ? "{}" : null;
    }

    private List<Operation> operations() {
        JsonObject paths = admin.get("/openapi?format=JSON").json().getJsonObject("paths");
        List<Operation> all = new ArrayList<>();
        paths.forEach((path, methods) -> methods.asJsonObject().forEach((method, details) -> {
            if (path.startsWith("/api/v1/")
                    && Set.of("get", "post", "put", "delete").contains(method)) {
                all.add(operation(method.toUpperCase(Locale.ROOT), path, details.asJsonObject()));
            }
        }));
        assertTrue(all.size() > 30, "there must be operations to try");
        return all;
    }

    private static Operation operation(String method, String path, JsonObject details) {
        JsonArray parameters =
                details.containsKey("parameters") ? details.getJsonArray("parameters") : JsonArray.EMPTY_JSON_ARRAY;
        List<String> queries = parameters.getValuesAs(JsonObject.class).stream()
                .filter(it -> "query".equals(it.getString("in", "")))
                .map(it -> it.getString("name"))
                .toList();
        return new Operation(method, path, queries, details.containsKey("requestBody"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.iotflow.security;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything is denied unless a rule allows it: tried on every operation that /openapi lists, so that a new one is held
 * to it without being named here.
 */
@Deployed(OnPostgresql.class)
class AccessIT {

    private static final String SIGN_IN = "POST /api/v1/session";

    /** Open to everybody. */
    private static final Set<String> PUBLIC = Set.of(
            "GET /api/v1/influxdb/health",
            SIGN_IN,
            "GET /api/v1/session/methods",
            "GET /api/v1/session/oidc",
            "GET /api/v1/session/oidc/callback");

    /** What changes nothing but a viewer's own exports: a viewer may ask it. */
    private static final Set<String> QUERIES_BY_POST = Set.of(
            "POST /api/v1/mqtt/topics/validate",
            "POST /api/v1/timeseries/query",
            "POST /api/v1/exports",
            "DELETE /api/v1/exports/{id}");

    /** It has a key of its own, and every other key is a wrong one there. */
    private static final String WEBHOOK = "POST /api/v1/webhooks/{name}";

    /** What only an admin may read. */
    private static final Set<String> READ_BY_ADMINS =
            Set.of("GET /api/v1/admin/keys", "GET /api/v1/admin/audit", "GET /api/v1/admin/settings");

    @ArquillianResource
    private URI base;

    private Client admin;
    private TestDevice device;
    private TestDevice other;
    private Client viewer;

    /** One operation, its placeholders filled for the device. */
    private record Call(String name, String method, String path) {

        boolean isOfADevice() {
            return name.contains("{device_id}") && !isOfOperators();
        }

        boolean isOfOperators() {
            return name.contains("/admin/") || name.contains("/broker/");
        }

        Reply by(Client caller) {
            return caller.call(method, path, method.equals("GET") || method.equals("DELETE") ? null : "{}");
        }
    }

    @BeforeEach
    void register() {
        admin = Client.admin(base);
        device = admin.newDevice();
        other = admin.newDevice();
        viewer = Operators.newViewer(admin);
    }

    @Test
    void refusesEveryCallWithoutAKeyAndWithAWrongOne() {
        refuses(401, admin.withKey(null), call -> !PUBLIC.contains(call.name()));
        refuses(401, admin.withKey("iotf_wrong"), call -> !PUBLIC.contains(call.name()));
    }

    @Test
    void refusesADeviceWhateverIsAnotherDevices() {
        refuses(403, other.http(), Call::isOfADevice);
    }

    @Test
    void refusesADeviceWhateverIsTheOperators() {
        refuses(403, device.http(), Call::isOfOperators);
    }

    @Test
    void refusesAViewerEveryChange() {
        refuses(
                403,
                viewer,
                call -> (!call.method().equals("GET") || READ_BY_ADMINS.contains(call.name()))
                        && !QUERIES_BY_POST.contains(call.name())
                        && !call.path().startsWith("/api/v1/session") // a viewer may sign in and out
                        && !WEBHOOK.equals(call.name()));
    }

    @Test
    void letsAProvisionerRegisterAsManyDevicesAsItLikesAndNothingElse() {
        Client provisioner = Operators.newKey(admin, "provisioner", "");

        refuses(
                403,
                provisioner,
                call -> !PUBLIC.contains(call.name())
                        && !call.name().equals(WEBHOOK) // which has keys of its own: 401
                        && !call.name().startsWith("POST /api/v1/devices/register"));
        for (int i = 0; i < 20; i++) { // the limit per address is not for it
            assertEquals(
                    201,
                    provisioner
                            .post(
                                    "/api/v1/devices/register",
                                    "{\"name\":\"%s\",\"device_type\":\"t\"}".formatted(UUID.randomUUID()))
                            .status());
        }
    }

    @Test
    void refusesAKeyFromTheMomentAtWhichItExpires() {
        Instant end = Instant.now().plusSeconds(3);
        Client guest = Operators.newKey(admin, "viewer", ",\"expires_at\":\"" + end + "\"");

        assertEquals(200, guest.get("/api/v1/admin/devices").status());
        soon().until(() -> guest.get("/api/v1/admin/devices").status() == 401);
        assertTrue(!Instant.now().isBefore(end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2026-01-01\"", "\"soon\"", "true"})
    void makesNoKeyThatHasExpiredOrWhoseEndIsNoTime(String end) {
        Reply reply = admin.post(
                "/api/v1/admin/keys",
                "{\"name\":\"%s\",\"role\":\"viewer\",\"expires_at\":%s}".formatted(UUID.randomUUID(), end));
        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.text().contains("expires_at"), reply.text());
    }

    private void refuses(int status, Client caller, Predicate<Call> which) {
        List<Call> calls = calls().stream().filter(which).toList();
        assertTrue(calls.size() >= 3, "there must be something to refuse: " + calls);
        List<String> wrong = calls.stream()
                .map(call -> call.name() + " answers " + call.by(caller).status())
                .filter(answer -> !answer.endsWith(" " + status))
                .toList();
        assertEquals(List.of(), wrong, "all should answer " + status);
    }

    private List<Call> calls() {
        JsonObject paths = admin.get("/openapi?format=JSON").json().getJsonObject("paths");
        return paths.keySet().stream()
                .filter(path -> path.startsWith("/api/v1/"))
                .flatMap(path -> paths.getJsonObject(path).keySet().stream()
                        .filter(Set.of("get", "post", "put", "delete", "patch")::contains)
                        .map(method -> call(method.toUpperCase(Locale.ROOT), path)))
                .toList();
    }

    private Call call(String method, String path) {
        return new Call(
                method + " " + path,
                method,
                path.replace("{device_id}", device.id()).replaceAll("\\{[^}]*}", "1"));
    }
}

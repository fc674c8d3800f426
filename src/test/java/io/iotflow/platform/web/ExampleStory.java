package io.iotflow.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.iotflow.stack.Client;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The examples of the OpenAPI document, which tell of one device, told to the server: each operation is asked with the
 * example of its request, and what it answers is held against the example of its answer.
 */
final class ExampleStory {

    private static final String API = "/api/v1";

    private final Client admin;
    private final Map<String, JsonObject> operations;
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String deviceId = "esp32_001-" + suffix;
    private final String groupId = "ground_floor-" + suffix;
    private final List<String> differences = new ArrayList<>();
    private final Set<String> untold;

    private String deviceKey = "";

    /** Operations by method and path, such as {@code get /api/v1/admin/devices}. */
    ExampleStory(Client admin, Map<String, JsonObject> operations) {
        this.admin = admin;
        this.operations = operations;
        this.untold = new TreeSet<>(operations.keySet());
    }

    /** Where an answer is not as its example, and the operations that the story leaves out. */
    List<String> differences() {
        registers();
        sendsAndAsks();
        givesAFieldItsType();
        renewsItsKey();
        joinsAGroup();
        isSeenThroughTheBroker();
        isCommanded();
        sendsWhatIsRefused();
        isMapped();
        isWatched();
        isToldOf();
        isShown();
        operatorsComeAndGo();
        isJoinedByAFormerOne();
        goes();
        untold.forEach(it -> differences.add(it + " is not in the story"));
        return differences;
    }

    private void registers() {
        JsonObject registered = operator("post /devices/register");
        deviceKey = registered.getJsonObject("device").getString("api_key");
    }

    private void sendsAndAsks() {
        device("post /devices/telemetry");
        device("get /devices/telemetry");
        device("post /devices/heartbeat");
        device("get /devices/status");
        device("put /devices/config");
        operator("put /admin/devices/{device_id}");
        operator("get /admin/devices");
        operator("get /admin/devices/{device_id}");
        operator("get /admin/telemetry");
        operator("get /admin/dashboard");
        device("post /influxdb/telemetry");
        device("post /influxdb/telemetry/batch");
        device("post /influxdb/write");
        device("get /influxdb/device/{device_id}/data", "?measurement=temperature");
        device("get /influxdb/device/{device_id}/latest", "?measurement=temperature");
        operator("post /timeseries/query");
        operator(
                "get /timeseries/query",
                "?devices=" + deviceId + "&fields=value&start=-1d&window=1d&functions=mean&functions=max");
        exports();
        device("get /stream");
        operator("delete /influxdb/device/{device_id}/data", "?start=-1h&stop=now()");
        operator("get /influxdb/health");
        operator("get /influxdb/buckets");
        operator("get /influxdb/stats");
    }

    private void exports() {
        String id = operator("post /exports").getJsonObject("export").getString("id");
        await().atMost(30, SECONDS)
                .until(() -> admin.get(API + "/exports/" + id).text().contains("\"done\""));
        operator("get /exports");
        operator("get /exports/{id}", id);
        operator("get /exports/{id}/file", id);
        operator("delete /exports/{id}", id);
    }

    private void givesAFieldItsType() {
        String name = "field-" + suffix; // of the measurement, too: one value stands for both
        admin.withKey(deviceKey)
                .post(API + "/devices/telemetry", "{\"data\":{\"%s\":true},\"type\":\"%<s\"}".formatted(name));
        operator("get /admin/measurements", "?measurement=" + name);
        operator("put /admin/measurements/{measurement}/fields/{field}", name);
        operator("delete /admin/measurements/{measurement}/fields/{field}", name);
    }

    private void renewsItsKey() {
        deviceKey = device("post /devices/keys/rotate").getString("api_key");
        deviceKey = operator("post /admin/devices/{device_id}/keys/rotate").getString("api_key");
        operator("get /admin/devices/{device_id}/keys");
    }

    private void joinsAGroup() {
        operator("post /admin/groups");
        operator("put /admin/groups/{group_id}");
        operator("put /admin/groups/{group_id}/devices/{device_id}");
        operator("get /admin/groups/{group_id}");
        operator("get /admin/groups");
    }

    private void isSeenThroughTheBroker() {
        operator("get /mqtt/topics/structure");
        operator("post /mqtt/topics/validate");
        device("get /mqtt/topics/device/{device_id}");
        operator("post /mqtt/subscribe");
        operator("post /mqtt/publish");
        operator("get /mqtt/status");
        operator("get /mqtt/monitoring/metrics");
        operator("delete /mqtt/subscribe", "?topic=" + Client.encode("iotflow/devices/+/status/+"));
    }

    private void isCommanded() {
        operator("post /mqtt/device/{device_id}/command");
        device("get /devices/commands");
        device("post /devices/commands/{command_id}/response", "led-on-1");
        operator("get /mqtt/device/{device_id}/command/{command_id}", "led-on-1");
        operator("get /mqtt/device/{device_id}/commands");
        operator("post /mqtt/fleet/{group_id}/command");
        operator("get /mqtt/fleet/{group_id}/command/{command_id}", "reboot-1");
        operator("delete /mqtt/device/{device_id}/command/{command_id}", "reboot-1");
    }

    private void sendsWhatIsRefused() {
        admin.withKey(deviceKey).post(API + "/devices/telemetry", "{\"data\":{\"temperature\":1e999}}");
        device("get /devices/{device_id}/refusals");
        new TestDevice(deviceId, deviceKey, admin.withKey(deviceKey))
                .publish("telemetry/temperature", "{\"temperature\": 22.5, \"timestamp\": \"2200-01-01T00:00:00Z\"}");
        String ofDevice = "?device_id=" + deviceId;
        await().atMost(30, SECONDS)
                .until(() ->
                        admin.get(API + "/admin/quarantine" + ofDevice).json().getInt("count") == 1);
        JsonObject message = operator("get /admin/quarantine", ofDevice)
                .getJsonArray("messages")
                .getJsonObject(0);
        String id = message.get("id").toString();
        operator("get /admin/quarantine/{id}", id);
        operator("get /admin/quarantine/{id}/payload", id);
        operator("post /admin/quarantine/{id}/replay", id);
        operator("post /admin/quarantine/replay");
        operator("delete /admin/quarantine/{id}", id);
        operator("delete /admin/quarantine", ofDevice);
    }

    private void isMapped() {
        String name = "ttn-" + deviceId;
        operator("get /admin/mappings/templates");
        operator("post /admin/mappings/try");
        operator("post /admin/mappings");
        operator("get /admin/mappings");
        operator("get /admin/mappings/{name}", name);
        operator("put /admin/mappings/{name}", name);
        String key = operator("post /admin/mappings/{name}/key", name).getString("webhook_key");
        tell(admin.withKey(key), "post /webhooks/{name}", name);
        operator("delete /admin/mappings/{name}", name);
    }

    private void isWatched() {
        String name = "hot-" + deviceId;
        operator("post /admin/alert-rules/trial");
        operator("post /admin/alert-rules");
        operator("get /admin/alert-rules");
        operator("get /admin/alert-rules/{name}", name);
        admin.withKey(deviceKey)
                .post(API + "/devices/telemetry", "{\"type\":\"temperature\",\"data\":{\"value\":31.5}}");
        admin.put(
                API + "/admin/alert-rules/" + name,
                "{\"severity\":\"major\",\"condition\":\"above\",\"measurement\":\"temperature\",\"field\":\"value\","
                        + "\"value\":30,\"device_ids\":[\"%s\"]}".formatted(deviceId));
        String ofDevice = "?device_id=" + deviceId;
        await().atMost(30, SECONDS).until(() -> {
            admin.withKey(deviceKey)
                    .post(API + "/devices/telemetry", "{\"type\":\"temperature\",\"data\":{\"value\":31.5}}");
            return admin.get(API + "/admin/alerts" + ofDevice).json().getInt("count") == 1;
        });
        String id = operator("get /admin/alerts", ofDevice)
                .getJsonArray("alerts")
                .getJsonObject(0)
                .get("id")
                .toString();
        operator("get /admin/alerts/{id}", id);
        operator("post /admin/alerts/{id}/acknowledge", id);
        String silence = operator("post /admin/alert-silences")
                .getJsonObject("silence")
                .get("id")
                .toString();
        operator("get /admin/alert-silences");
        operator("delete /admin/alert-silences/{id}", silence);
        operator("put /admin/alert-rules/{name}", name);
        operator("delete /admin/alert-rules/{name}", name);
    }

    private void isToldOf() {
        String name = "ops-" + deviceId;
        operator("post /admin/notification-channels");
        operator("get /admin/notification-channels");
        operator("get /admin/notification-channels/{name}", name);
        operator("put /admin/notification-channels/{name}", name);
        operator("post /admin/notification-channels/{name}/test", name);
        operator("get /admin/notifications");
        operator("delete /admin/notification-channels/{name}", name);
    }

    private void isShown() {
        String id = operator("post /dashboards")
                .getJsonObject("dashboard")
                .get("id")
                .toString();
        operator("get /dashboards");
        operator("get /dashboards/{id}", id);
        operator("put /dashboards/{id}", id);
        operator("delete /dashboards/{id}", id);
    }

    private void operatorsComeAndGo() {
        String id = operator("post /admin/keys").getJsonObject("key").get("id").toString();
        operator("get /admin/keys");
        operator("post /session/links");
        operator("post /session");
        operator("get /session");
        operator("get /session/methods");
        operator("get /session/oidc");
        operator("get /session/oidc/callback");
        operator("delete /session");
        operator("delete /admin/keys/{id}", id);
        String brokerKey = admin.post(
                        API + "/admin/keys", "{\"name\":\"broker %s\",\"role\":\"broker\"}".formatted(suffix))
                .json()
                .getJsonObject("key")
                .getString("api_key");
        tell(admin.withKey(brokerKey), "post /broker/auth", "");
        tell(admin.withKey(brokerKey), "post /broker/acl", "");
    }

    private void isJoinedByAFormerOne() {
        operator("post /admin/import/devices");
        operator("post /admin/import/telemetry");
        admin.delete(API + "/admin/devices/device_id=17");
        operator("post /admin/import/csv");
        operator("post /devices/register/csv");
        admin.delete(API + "/admin/devices/hall-1");
    }

    private void goes() {
        operator("delete /admin/groups/{group_id}/devices/{device_id}");
        operator("delete /admin/groups/{group_id}");
        operator("delete /admin/devices/{device_id}/keys");
        operator("delete /admin/devices/{device_id}");
        operator("get /admin/audit");
        operator("get /admin/settings");
    }

    private JsonObject operator(String operation) {
        return operator(operation, "");
    }

    private JsonObject operator(String operation, String value) {
        return tell(admin, operation, value);
    }

    private JsonObject device(String operation) {
        return device(operation, "");
    }

    private JsonObject device(String operation, String value) {
        return tell(admin.withKey(deviceKey), operation, value);
    }

    /** The value is a query, or stands for what is neither the device's nor the group's id. */
    private JsonObject tell(Client caller, String operation, String value) {
        String[] parts = operation.split(" ");
        String name = parts[0] + " " + API + parts[1];
        untold.remove(name);
        JsonObject described = operations.get(name);
        String path = (API + parts[1]).replace("{device_id}", deviceId).replace("{group_id}", groupId);
        String target = value.startsWith("?") ? path + value : path.replaceAll("\\{[^}]*}", value);
        Reply reply = Stream.of("text/plain", "text/csv")
                .flatMap(
                        type -> lines(described, type)
                                .map(lines -> caller.call("POST", target, lines.getBytes(UTF_8), type))
                                .stream())
                .findFirst()
                .orElseGet(() -> caller.call(parts[0].toUpperCase(Locale.ROOT), target, request(described)));
        JsonObject answer = described.getJsonObject("responses").getJsonObject(String.valueOf(reply.status()));
        if (answer == null || (reply.status() >= 300 && reply.status() != 303)) {
            throw new AssertionError(name + " answers " + reply.status() + " " + reply.text());
        }
        if (reply.status() == 204 || reply.status() == 303) {
            return JsonObject.EMPTY_JSON_OBJECT;
        }
        String type = reply.contentType().replaceAll(";.*", "");
        JsonObject content = answer.getJsonObject("content").getJsonObject(type);
        if (content == null) {
            differences.add(name + " answers " + type + ", which is not described");
        } else if (type.equals("application/json")) {
            ExampleShape.compare(name, example(content), reply.json(), differences);
            return reply.json();
        }
        return JsonObject.EMPTY_JSON_OBJECT;
    }

    /** A request that is no JSON. */
    private Optional<String> lines(JsonObject operation, String type) {
        return Optional.ofNullable(operation.getJsonObject("requestBody"))
                .map(it -> it.getJsonObject("content").getJsonObject(type))
                .map(it -> it.getJsonObject("examples").getJsonObject("request").getString("value"))
                .map(it -> it.replace("esp32_001", deviceId));
    }

    private String request(JsonObject operation) {
        JsonObject body = operation.getJsonObject("requestBody");
        if (body == null) {
            return null;
        }
        return example(body.getJsonObject("content").getJsonObject("application/json"))
                .toString()
                .replace("esp32_001", deviceId)
                .replace("ground_floor", groupId)
                .replace("Office sensor", "Office sensor " + suffix)
                .replace("grafana", "grafana " + suffix)
                .replace("iotf_TXO2m8...", deviceKey)
                .replace("iotf_e0m1YW...", TestStack.ADMIN_KEY)
                .replace("2026-11-23T14:40:47Z", Instant.now().toString());
    }

    private static JsonObject example(JsonObject content) {
        return content.getJsonObject("examples")
                .values()
                .iterator()
                .next()
                .asJsonObject()
                .getJsonObject("value");
    }
}

package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every operation of /openapi, called for half a minute with each kind of key and with requests that are drawn from the document
 * and broken on purpose: no answer is a 5xx, and none is outside the document, which {@link Client} sees to. A failure names
 * the seed; {@code -Diotflow.fuzz.seed=…} draws the same requests again.
 */
@FullSuite
class ApiFuzzIT {

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(3); // a busy machine needs longer for a few rounds
    private static final int CONNECTIONS = 4;
    private static final int ENOUGH = 20;

    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

    private final long seed = Long.getLong("iotflow.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, Integer> statuses = new TreeMap<>();
    private final Set<String> succeeded = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void answersWhateverIsSentAsTheDocumentSays() {
        try (Application application = Application.start(TestStack.with(Map.of(
                "iotflow.rate.telemetry", "off",
                "iotflow.rate.heartbeat", "off",
                "iotflow.rate.queries", "off",
                "iotflow.rate.device", "off",
                "iotflow.rate.registration", "off",
                "iotflow.rate.wrong.keys", "off")))) {
            Client admin = Client.admin(application.uri());
            Map<String, JsonObject> operations = operations(admin);
            Instant start = Instant.now();
            Set<String> neverDone = new TreeSet<>(operations.keySet());
            int rounds = 0;
            Duration time = TIME;
            while (Instant.now().isBefore(start.plus(time)) && wrong.size() < ENOUGH) {
                round(admin, operations);
                rounds++;
                neverDone.removeAll(succeeded);
                time = neverDone.size() < operations.size() / 4 ? TIME : LONGEST;
            }
            System.out.printf(
                    "fuzz: seed %d, %d rounds, answers %s, never done %s%n", seed, rounds, statuses, neverDone);
            assertEquals(List.of(), wrong, "-Diotflow.fuzz.seed=" + seed);
            assertTrue(neverDone.size() < operations.size() / 4, "too little gets past the checks: " + neverDone);
        }
    }

    /** Each operation once with each kind of key, on a device, a group and keys that are new. */
    private void round(Client admin, Map<String, JsonObject> operations) {
        String word = "fuzz-" + Long.toHexString(random.nextLong());
        TestDevice device = admin.newDevice(word, null);
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"%s\",\"name\":\"%<s\"}".formatted(word));
        admin.put("/api/v1/admin/groups/" + word + "/devices/" + word, "");
        String webhook = admin.post("/api/v1/admin/mappings", "{\"name\":\"%s\",\"template\":\"ttn\"}".formatted(word))
                .json()
                .getJsonObject("mapping")
                .getString("webhook_key");
        admin.post(
                "/api/v1/mqtt/device/" + word + "/command",
                "{\"command_type\":\"control\",\"command\":{},\"command_id\":\"%s\"}".formatted(word));
        admin.post(
                "/api/v1/admin/alert-rules",
                "{\"name\":\"%s\",\"severity\":\"info\",\"condition\":\"offline\",\"device_ids\":[\"%<s\"]}"
                        .formatted(word));
        admin.post(
                "/api/v1/admin/notification-channels",
                "{\"name\":\"%s\",\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/%<s\"}".formatted(word));
        device.publish("telemetry/temperature", "no json");
        Map<String, Client> callers = new LinkedHashMap<>();
        callers.put("no key", admin.withKey(null));
        callers.put("a wrong key", admin.withKey("iotf_" + word));
        callers.put("a webhook's key", admin.withKey(webhook));
        callers.put("a device's key", device.http());
        callers.put("another device's key", admin.newDevice().http());
        for (String role : List.of("viewer", "provisioner", "broker", "admin")) {
            callers.put("a key of the role " + role, Operators.newKey(admin, role, ""));
        }
        callers.put("the admin's key", admin);
        Map<String, String> names = new TreeMap<>(Map.of(
                "device_id", word, "group_id", word, "command_id", word, "name", word, "measurement", "environmental"));
        List<String> order = new ArrayList<>(operations.keySet());
        Collections.shuffle(order, random);
        for (String operation : order) {
            callers.forEach((key, caller) -> {
                names.put("id", String.valueOf(1 + random.nextInt(50)));
                call(operation, new FuzzCall(operation, operations.get(operation), names, random).draw(), key, caller);
            });
        }
    }

    private void call(String operation, FuzzRequest request, String key, Client caller) {
        try {
            Reply reply = answer(request, caller);
            statuses.merge(String.valueOf(reply.status()), 1, Integer::sum);
            if (reply.status() < 300) {
                succeeded.add(operation);
            }
            if (reply.status() >= 500) {
                wrong.add(request + " with " + key + " is answered " + reply.status() + " " + reply.text());
            }
        } catch (AssertionError e) {
            wrong.add(request + " with " + key + ": " + e.getMessage());
        }
    }

    /**
     * A server that has refused may close the connection just when it is used again (RFC 9112 section 9.3.1), and a client has
     * several of these.
     */
    private static Reply answer(FuzzRequest request, Client caller) {
        for (int attempt = 1; attempt < CONNECTIONS; attempt++) {
            try {
                return request.send(caller);
            } catch (UncheckedIOException e) {
                System.out.println("the connection was closed under " + request + ": " + e.getMessage());
            }
        }
        return request.send(caller);
    }

    private static Map<String, JsonObject> operations(Client client) {
        Map<String, JsonObject> operations = new TreeMap<>();
        client.get("/openapi?format=JSON")
                .json()
                .getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject().forEach((verb, operation) -> {
                    if (VERBS.contains(verb)) {
                        operations.put(verb + " " + path, operation.asJsonObject());
                    }
                }));
        return operations;
    }
}

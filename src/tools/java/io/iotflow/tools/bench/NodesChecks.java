package io.iotflow.tools.bench;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.mqtt.MqttAccount;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.mqtt.MqttLink;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the nodes do together beside storing, tried once in each step: commands, presence, alerts and live streams. */
final class NodesChecks implements AutoCloseable {

    private static final int READINGS = 10;
    private static final int CREATED = 201;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern COMMAND = Pattern.compile("\"command_id\"\\s*:\\s*\"([^\"]+)\"");

    private final NodesStack stack;
    private final RegisteredDevice device;
    private final String topic;
    private final MqttLink link;
    private final AtomicInteger commandsReceived = new AtomicInteger();
    private final List<StreamListener> listeners = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final Instant begin = Instant.now().minus(Duration.ofDays(1));
    private final List<Double> commandSeconds = new ArrayList<>();
    private final List<Double> presenceSeconds = new ArrayList<>();
    private int rounds;
    private int readings;

    /** @param device sends readings and takes commands, and nobody else sends in its name */
    NodesChecks(NodesStack stack, RegisteredDevice device) throws IOException, InterruptedException {
        this.stack = stack;
        this.device = device;
        this.topic = "iotflow/devices/" + device.deviceId() + "/";
        post(
                stack.up().get(0),
                "/api/v1/admin/alert-rules",
                stack.adminKey(),
                ("{\"name\":\"bench\",\"severity\":\"minor\",\"device_ids\":[\"%s\"],\"measurement\":\"env\","
                                + "\"condition\":\"above\",\"field\":\"t\",\"value\":30,\"damp\":\"1s\"}")
                        .formatted(device.deviceId()));
        this.link = connect();
        for (int i = 0; i < stack.up().size(); i++) {
            listeners.add(new StreamListener(i, stack::up, device.deviceId(), stack.adminKey()));
        }
        await("a live stream at each node", () -> listeners.stream().allMatch(StreamListener::isListening));
    }

    private MqttLink connect() throws IOException, InterruptedException {
        MqttAccount account = new MqttAccount("bench-checks", device.deviceId(), device.key(), null);
        MqttEndpoint broker = MqttEndpoint.plain(stack.mqttHost(), stack.mqttPort());
        try {
            MqttLink connected = MqttLink.open(MqttLink.nextLoop(), broker, account, this::answer, lost -> {})
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            connected.subscribe(List.of(topic + "commands/#")).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return connected;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the device of the checks cannot connect: " + e, e);
        }
    }

    private void answer(String from, byte[] payload) {
        Matcher command = COMMAND.matcher(new String(payload, StandardCharsets.UTF_8));
        if (command.find()) {
            commandsReceived.incrementAndGet();
            link.publish(
                    topic + "status/command_response",
                    bytes("{\"command_id\":\"" + command.group(1) + "\",\"status\":\"succeeded\"}"));
        }
    }

    /** Tries each once, at the nodes that are there. */
    void round() throws IOException, InterruptedException {
        rounds++;
        List<AppNode> up = stack.up();
        alert(up);
        command(up.get(rounds % up.size()), up.get((rounds + 1) % up.size()));
        presence(up, "online", true);
        presence(up, "offline", false);
    }

    /** Ten readings, two of them above the limit: an alert that opens and clears. */
    private void alert(List<AppNode> up) throws IOException, InterruptedException {
        for (int i = 0; i < READINGS; i++) {
            int t = i == 4 || i == 5 ? 50 : 20;
            String reading = "{\"type\":\"env\",\"timestamp\":\"%s\",\"data\":{\"n\":%d,\"t\":%d}}"
                    .formatted(begin.plusSeconds(readings), readings, t);
            post(up.get(readings % up.size()), "/api/v1/devices/telemetry", device.key(), reading);
            readings++;
        }
    }

    private void command(AppNode sender, AppNode asked) throws IOException, InterruptedException {
        String id = "bench-" + rounds;
        long from = System.nanoTime();
        new ApiClient(sender.uri())
                .post(
                        "/api/v1/mqtt/device/" + device.deviceId() + "/command",
                        stack.adminKey(),
                        "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"" + id + "\"}");
        await(
                "the answer to command " + id + " at " + asked.name(),
                () -> new ApiClient(asked.uri())
                        .get("/api/v1/mqtt/device/" + device.deviceId() + "/command/" + id, stack.adminKey())
                        .json()
                        .toString()
                        .contains("\"acknowledged\""));
        commandSeconds.add((System.nanoTime() - from) / 1e9);
    }

    private void presence(List<AppNode> up, String status, boolean isOnline) throws IOException, InterruptedException {
        long from = System.nanoTime();
        link.publish(topic + "status/" + status, bytes("{}"));
        for (AppNode node : up) {
            await(device.deviceId() + " is " + status + " at " + node.name(), () -> {
                JsonObject answer = new ApiClient(node.uri())
                        .get("/api/v1/admin/devices/" + device.deviceId(), stack.adminKey())
                        .json();
                return answer.containsKey("device")
                        && answer.getJsonObject("device").getBoolean("is_online") == isOnline;
            });
        }
        presenceSeconds.add((System.nanoTime() - from) / 1e9);
    }

    /** What was not as it should be; empty where all was. */
    List<String> wrong() {
        return wrong;
    }

    /** What all rounds together have shown. */
    void report(NodesReport report) throws IOException, InterruptedException {
        report.row(
                "commands",
                commandsReceived.get() + " deliveries of " + rounds
                        + ", sent at one node and seen answered at another; longest " + longest(commandSeconds));
        report.row(
                "presence",
                presenceSeconds.size() + " changes seen at every node; longest " + longest(presenceSeconds));
        for (AppNode node : stack.up()) {
            await(rounds + " alerts at " + node.name(), () -> alerts(node) == rounds);
        }
        report.row(
                "alerts",
                "%d opened and cleared of %d, the same at each node"
                        .formatted(alerts(stack.up().get(0)), rounds));
        await(
                readings + " readings in each live stream",
                () -> listeners.stream().allMatch(it -> it.heard().size() == readings));
        long repeated = listeners.stream()
                .flatMap(it -> it.heard().values().stream())
                .filter(it -> it > 1)
                .count();
        if (repeated > 0) {
            wrong.add(repeated + " readings came more than once in a live stream");
        }
        report.row(
                "live stream",
                "%d streams of %d readings each: %s heard, %d more than once; %d connections"
                        .formatted(
                                listeners.size(),
                                readings,
                                listeners.stream()
                                        .map(it -> it.heard().size() + "")
                                        .toList(),
                                repeated,
                                listeners.stream()
                                        .mapToInt(StreamListener::connections)
                                        .sum()));
    }

    private long alerts(AppNode node) throws IOException, InterruptedException {
        return new ApiClient(node.uri())
                        .get("/api/v1/admin/alerts?limit=1000&device_id=" + device.deviceId(), stack.adminKey())
                        .json()
                        .getJsonArray("alerts")
                        .getValuesAs(JsonObject.class)
                        .stream()
                        .filter(it -> it.getString("cleared_at", null) != null)
                        .count();
    }

    private static String longest(List<Double> seconds) {
        return String.format(
                Locale.ROOT,
                "%.1f s",
                seconds.stream().mapToDouble(it -> it).max().orElse(0));
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void await(String what, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException | RuntimeException e) {
                // asked again
            }
            Thread.sleep(50);
        }
        wrong.add("not within " + PATIENCE.toSeconds() + " s: " + what);
    }

    private static void post(AppNode node, String path, String key, String json)
            throws IOException, InterruptedException {
        ApiClient.Answer answer = new ApiClient(node.uri()).post(path, key, json);
        if (answer.status() != CREATED) {
            throw new IOException(path + " at " + node.name() + ": " + answer.detail());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        link.disconnect();
        listeners.forEach(StreamListener::close);
    }
}

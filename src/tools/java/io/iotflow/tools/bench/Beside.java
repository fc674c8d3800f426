package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** Other devices at a fixed rate, while a phase measures: on their own topics, or on those of a mapping. */
final class Beside {

    static final String TOPIC = "bench/";

    private static final String MAPPING = """
            {"name":"bench","topics":["bench/{device_id}/+"],"measurement":"$level[2]","time":"timestamp",
             "fields":"$sift($, function($v, $k) { $k != 'timestamp' })"}""";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final BenchStack stack;
    private final LoadPlan plan;

    private Beside(BenchStack stack, LoadPlan plan) {
        this.stack = stack;
        this.plan = plan;
    }

    static Beside of(BenchStack stack, List<RegisteredDevice> devices, double rate, boolean isMapped) {
        LoadPlan own = LoadPlan.of(devices, "beside_" + (isMapped ? "mapped" : "native"))
                .withRate(rate);
        return new Beside(stack, isMapped ? own.mapped() : own);
    }

    /** Declares the mapping, and waits until what is published there arrives. */
    static void declareMapping(BenchStack stack, RegisteredDevice device)
            throws IOException, InterruptedException, SQLException {
        URI uri = stack.application().uri().resolve("/api/v1/admin/mappings");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("X-API-Key", stack.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString(MAPPING))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201 && answer.statusCode() != 409) { // it may be there since the former broker
            throw new IOException("the mapping was answered with " + answer.statusCode() + ": " + answer.body());
        }
        LoadPlan first =
                LoadPlan.of(List.of(device), "mapped_first").withRate(20).mapped();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Store store = new Store(stack.database());
                Load load = MqttLoad.start(stack.mqttHost(), stack.mqttPort(), first)) {
            while (store.count("mapped_first") == 0) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("nothing arrives on the mapped topic: " + load.lastFailure());
                }
                Threads.sleep(Duration.ofMillis(200));
            }
        }
    }

    Load start() {
        return MqttLoad.start(stack.mqttHost(), stack.mqttPort(), plan);
    }

    /** Waits until what was acknowledged is stored; says how much that is, and fails where something is missing. */
    void verify(Load load, DataSource database) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        StoredMessages stored = StoredMessages.read(database, plan.measurement());
        while (!stored.missing(load.acknowledged()).isEmpty() && System.nanoTime() < deadline) {
            Threads.sleep(Duration.ofMillis(500));
            stored = StoredMessages.read(database, plan.measurement());
        }
        long lost = StoredMessages.count(stored.missing(load.acknowledged()));
        String figures = plan.measurement() + ": " + load.acknowledgedCount() + " acknowledged, " + lost + " lost, "
                + stored.duplicates() + " duplicates";
        System.err.println(figures);
        if (lost > 0 || stored.duplicates() > 0) {
            throw new IllegalStateException(figures);
        }
    }
}

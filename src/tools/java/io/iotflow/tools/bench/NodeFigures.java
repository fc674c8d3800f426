package io.iotflow.tools.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a node says of itself in its metrics. */
final class NodeFigures {

    private final AppNode node;
    private final List<String> metrics;

    NodeFigures(AppNode node) throws IOException, InterruptedException {
        this.node = node;
        HttpRequest request = HttpRequest.newBuilder(node.uri().resolve("/metrics"))
                .timeout(Duration.ofSeconds(20))
                .build();
        metrics = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .toList();
    }

    /** The sum over all its labels. */
    private long sum(String metric, String label) {
        return metrics.stream()
                .filter(it -> it.startsWith(metric) && it.contains(label))
                .mapToLong(it -> (long) Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d MQTT messages received, %,d of them in %d sessions of others; %,d points written; %.0f CPU s, %,d MB",
                sum("iotflow_received_total{", "over=\"mqtt\""),
                sum("iotflow_mqtt_taken_over_messages_total", ""),
                sum("iotflow_mqtt_taken_over_total", ""),
                sum("iotflow_influx_written_total", ""),
                node.cpuSeconds(),
                node.rssBytes() >> 20);
    }
}

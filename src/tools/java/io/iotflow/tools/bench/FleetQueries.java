package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What operators and devices ask, each many times, one after the other. */
final class FleetQueries {

    private static final int MOST_WARM_UP = 30;
    private static final int PAGE = 100;
    private static final String DEVICES = "/api/v1/admin/devices?per_page=" + PAGE;
    private static final List<String> ORDERS = List.of(
            "id",
            "device_id",
            "name",
            "device_type",
            "status",
            "location",
            "firmware_version",
            "created_at",
            "updated_at",
            "is_online",
            "last_reading_at",
            "last_seen",
            "refused_messages",
            "telemetry_count");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI server;
    private final String adminKey;
    private final RegisteredDevice known;

    FleetQueries(URI server, String adminKey, RegisteredDevice known) {
        this.server = server;
        this.adminKey = adminKey;
        this.known = known;
    }

    /** How long the answers to one query took, in microseconds. */
    record Answered(String query, Histogram micros) {

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f |",
                    query,
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(95) / 1e3,
                    micros.getMaxValue() / 1e3);
        }
    }

    List<Answered> ask(int times) throws IOException, InterruptedException {
        String hourAgo = Instant.now().minus(Duration.ofHours(1)).toString();
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("list, first page of 100", "/api/v1/admin/devices?per_page=100");
        queries.put("list, page 500 of 100", "/api/v1/admin/devices?per_page=100&page=500");
        queries.put("list, inactive of a type", "/api/v1/admin/devices?status=inactive&type=type-0");
        queries.put("search, one device", "/api/v1/admin/devices?search=SENSOR%2077777");
        queries.put("search, nothing found", "/api/v1/admin/devices?search=nowhere");
        queries.put("search, a thousand found", "/api/v1/admin/devices?search=hall%2042");
        queries.put("search, a thousand found, by last reading", DEVICES + "&search=hall%2042&sort=last_reading_at");
        queries.put("search, all found, by messages", DEVICES + "&search=sensor&sort=telemetry_count&order=desc");
        queries.put("list, active", DEVICES + "&status=active");
        queries.put("list, of a location", DEVICES + "&location=hall%2042");
        queries.put("list, of a group of 10,000", DEVICES + "&group=fleet");
        queries.put("list, of a firmware", DEVICES + "&firmware=1.7.0");
        queries.put("list, firmware below", DEVICES + "&firmware_below=1.10.0");
        queries.put("list, online", DEVICES + "&online=true");
        queries.put("list, offline", DEVICES + "&online=false");
        queries.put("list, with refused messages", DEVICES + "&refused=true");
        queries.put("list, without refused messages", DEVICES + "&refused=false");
        queries.put("list, silent for an hour", DEVICES + "&silent_since=" + hourAgo);
        queries.put("list, last reading over an hour ago", DEVICES + "&last_reading_before=" + hourAgo);
        queries.put("dashboard", "/api/v1/admin/dashboard");
        queries.put("health", "/health/ready");
        queries.put("a device with its messages", "/api/v1/admin/devices/" + known.deviceId());
        queries.put("telemetry across devices", "/api/v1/admin/telemetry?per_page=100");
        List<Answered> answered = new ArrayList<>();
        for (var query : queries.entrySet()) {
            answered.add(ask(query.getKey(), query.getValue(), adminKey, times));
        }
        answered.add(ask("status, by the device", "/api/v1/devices/status", known.key(), times));
        answered.add(ask("own telemetry, by the device", "/api/v1/devices/telemetry?limit=100", known.key(), times));
        return answered;
    }

    /** The devices' list by each column, both ways, its first and its last page: 95th percentiles. */
    String askInOrders(int times, int devices) throws IOException, InterruptedException {
        int last = (devices + PAGE - 1) / PAGE;
        StringBuilder rows = new StringBuilder("\n| p95 ms, sorted by | asc, first page | desc, first page | asc, page "
                + last + " | desc, page " + last + " |\n|---|---:|---:|---:|---:|\n");
        for (String column : ORDERS) {
            rows.append("| ").append(column).append(" |");
            for (int page : new int[] {1, last}) {
                for (String order : List.of("asc", "desc")) {
                    String path = DEVICES + "&page=" + page + "&sort=" + column + "&order=" + order;
                    long micros = ask(path, path, adminKey, times).micros().getValueAtPercentile(95);
                    rows.append(String.format(Locale.ROOT, " %.1f |", micros / 1e3));
                }
            }
            rows.append('\n');
        }
        return rows.toString();
    }

    private Answered ask(String query, String path, String key, int times) throws IOException, InterruptedException {
        Histogram micros = new Histogram(3);
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofMinutes(1))
                .header("X-API-Key", key)
                .build();
        for (int i = -Math.min(MOST_WARM_UP, times); i < times; i++) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(path + " was answered with " + answer.statusCode() + ": " + answer.body());
            }
            if (i >= 0) {
                micros.recordValue((System.nanoTime() - begin) / 1_000);
            }
        }
        return new Answered(query, micros);
    }
}

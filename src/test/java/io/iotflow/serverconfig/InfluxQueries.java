package io.iotflow.serverconfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Flux, asked as Grafana asks it: the text goes to a real InfluxDB as it is. */
public record InfluxQueries(URI server, String token, String org) {

    /** The server of {@code INFLUXDB_TEST_URL}. */
    public static InfluxQueries ofTheTests() {
        return new InfluxQueries(
                URI.create(System.getenv("INFLUXDB_TEST_URL")),
                System.getenv("INFLUXDB_TEST_TOKEN"),
                System.getenv("INFLUXDB_TEST_ORG"));
    }

    /** The rows of all tables, each by its columns' names; fails with InfluxDB's reason. */
    public List<Map<String, String>> rows(String flux) {
        HttpRequest request = HttpRequest.newBuilder(
                        server.resolve("/api/v2/query?org=" + URLEncoder.encode(org, StandardCharsets.UTF_8)))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Token " + token)
                .header("Content-Type", "application/vnd.flux")
                .POST(BodyPublishers.ofString(flux))
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200 || answer.body().startsWith("error,")) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body() + " for " + flux);
            }
            return parse(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Tables are parted by an empty line, and each begins with its columns. No value of these tests has a comma. */
    private static List<Map<String, String>> parse(String csv) {
        List<Map<String, String>> rows = new ArrayList<>();
        String[] columns = null;
        for (String line : csv.split("\r?\n", -1)) {
            String[] cells = line.split(",", -1);
            if (line.isEmpty()) {
                columns = null;
            } else if (columns == null) {
                columns = cells;
                if (line.contains(",error,reference")) {
                    throw new IllegalStateException(csv);
                }
            } else {
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < Math.min(cells.length, columns.length); i++) {
                    row.put(columns[i], cells[i]);
                }
                rows.add(row);
            }
        }
        return rows;
    }
}

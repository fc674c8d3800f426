package io.iotflow.tools.prototype;

import com.influxdb.Cancellable;
import com.influxdb.query.FluxRecord;
import com.influxdb.query.FluxTable;
import com.influxdb.query.exceptions.FluxCsvParserException;
import com.influxdb.query.exceptions.FluxQueryException;
import com.influxdb.query.internal.FluxCsvParser;
import io.iotflow.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okio.Okio;

/** The bucket of InfluxDB 2 that the prototype wrote to, which is only read. */
final class FormerBucket {

    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final String BEGIN = "1970-01-01T00:00:00Z";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI query;
    private final String token;
    private final String bucket;

    FormerBucket(String url, String org, String bucket, String token) {
        this.query = URI.create(
                url.replaceAll("/+$", "") + "/api/v2/query?org=" + URLEncoder.encode(org, StandardCharsets.UTF_8));
        this.bucket = bucket;
        this.token = token;
    }

    /** The time of the first point of all; empty when there is none up to this time. */
    Optional<Instant> first(Instant end) throws InterruptedException {
        return times(BEGIN, end, "first").stream().min(Instant::compareTo);
    }

    /** The time of the last point before this time. */
    Optional<Instant> last(Instant end) throws InterruptedException {
        return times(BEGIN, end, "last").stream().max(Instant::compareTo);
    }

    private List<Instant> times(String begin, Instant end, String which) throws InterruptedException {
        List<Instant> times = new ArrayList<>();
        read(range(begin, end) + " |> " + which + "()", Integer.MAX_VALUE, row -> times.add(row.getTime()));
        return times;
    }

    /**
     * All points of a time, in their order; empty when they are more than that.
     *
     * @param most how many values
     */
    Optional<List<FormerPoint>> points(Instant begin, Instant end, int most) throws InterruptedException {
        Map<FormerPoint.Key, FormerPoint> points = new LinkedHashMap<>();
        boolean isAll = read(
                range(begin.toString(), end),
                most,
                row -> points.computeIfAbsent(FormerPoint.Key.of(row.getTime(), row.getValues()), FormerPoint::new)
                        .add(row.getField(), row.getValue()));
        return isAll
                ? Optional.of(points.values().stream()
                        .sorted(java.util.Comparator.comparing(it -> it.key().time()))
                        .toList())
                : Optional.empty();
    }

    private String range(String begin, Instant end) {
        return "from(bucket: " + Json.text(Json.createValue(bucket)) + ") |> range(start: " + begin + ", stop: " + end
                + ")";
    }

    private interface Row {
        void take(FluxRecord row);
    }

    /** Ends reading early. */
    private static final class TooMany extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooMany() {
            super("more than wanted", null, false, false);
        }
    }

    /** Whether these were all. */
    private boolean read(String flux, int most, Row rows) throws InterruptedException {
        String body = Json.text(Json.createObjectBuilder()
                .add("query", flux)
                .add(
                        "dialect",
                        Json.createObjectBuilder()
                                .add("header", true)
                                .add("annotations", Json.createArrayBuilder(List.of("datatype", "group", "default"))))
                .build());
        HttpRequest request = HttpRequest.newBuilder(query)
                .timeout(ANSWER)
                .header("Authorization", "Token " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/csv")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream csv = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new ImportFailure("InfluxDB answered " + answer.statusCode() + ": "
                            + new String(csv.readNBytes(500), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " "));
                }
                new FluxCsvParser()
                        .parseFluxResponse(Okio.buffer(Okio.source(csv)), new NeverCancelled(), new Rows(most, rows));
            }
            return true;
        } catch (TooMany e) {
            return false;
        } catch (IOException | FluxCsvParserException | FluxQueryException e) {
            throw new ImportFailure("InfluxDB cannot be read: " + e.getMessage(), e);
        }
    }

    private static final class NeverCancelled implements Cancellable {

        @Override
        public void cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    private static final class Rows implements FluxCsvParser.FluxResponseConsumer {

        private final int most;
        private final Row rows;
        private int count;

        Rows(int most, Row rows) {
            this.most = most;
            this.rows = rows;
        }

        @Override
        public void accept(int index, Cancellable cancellable, FluxTable table) {
            // Each row says of which table it is.
        }

        @Override
        public void accept(int index, Cancellable cancellable, FluxRecord row) {
            if (++count > most) {
                throw new TooMany();
            }
            rows.take(row);
        }
    }
}

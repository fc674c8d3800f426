package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntFunction;

/** The same past in both stores: a thousand devices each half hour of a month, and one device each second. */
final class StoresLoader {

    /** How long the past is. */
    static final Duration MONTH = Duration.ofDays(30);

    /** The one that sends each second comes behind the others. */
    static final int ONE = 1_001;

    private static final int DEVICES = 1_000;
    private static final int HALF_HOURS = (int) MONTH.dividedBy(Duration.ofMinutes(30));
    private static final int LINES = 20_000;
    private static final int LOAD_MILLIS = 600_000;

    private static final String LOG = """
            WITH sender AS (
                SELECT id AS device, device_id FROM device WHERE device_id LIKE 'fleet-%%' AND (?::int = (device_id = 'fleet-1001')::int)),
            made AS (
                INSERT INTO series (device, measurement, tags) SELECT device, '%s', '{}' FROM sender RETURNING id, device),
            tagged AS (
                INSERT INTO tag_set (series, tags) SELECT made.id, jsonb_build_object('device_id', device_id)
                FROM made JOIN sender USING (device) RETURNING id, series)
            INSERT INTO telemetry (id, device, time, received_at, series, tag_set, nanos, version, fields)
            SELECT ?::bigint + row_number() OVER (), made.device, ?::timestamptz + n * ?::int * interval '1 second', now(), made.id,
                   tagged.id, 0, 0, jsonb_build_object('value', (n * 7 %% 1000) / 4.0)
            FROM made JOIN tagged ON tagged.series = made.id CROSS JOIN generate_series(0, ?::int - 1) AS n""";

    /** How long the application may take to add the month's hours. */
    private static final Duration LONGEST_ADDING = Duration.ofMinutes(5);

    private static final String ADDED = "SELECT stop >= date_trunc('day', now() - interval '3 hours', 'UTC')"
            + " AND NOT EXISTS (SELECT FROM telemetry_hours_stale) FROM telemetry_hours_until";

    private final BenchStack stack;
    private final Influxd influx;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(MONTH);

    StoresLoader(BenchStack stack, Influxd influx) {
        this.stack = stack;
        this.influx = influx;
    }

    Instant begin() {
        return begin;
    }

    /** Loads all; so many values of the one device. */
    void load(int values) throws IOException, SQLException, InterruptedException {
        new FleetLoader(stack).addDevices(ONE);
        log("fleet", 0, 1_000_000_000L, 1_800, HALF_HOURS);
        log("fine", 1, 2_000_000_000L, 1, values);
        analyze();
        lines(DEVICES * HALF_HOURS, i -> line("fleet", i % DEVICES + 1, i / DEVICES, 1_800));
        lines(values, i -> line("fine", ONE, i, 1));
        awaitTotals();
        analyze();
    }

    /** The application adds them up each minute. */
    private void awaitTotals() throws IOException, SQLException, InterruptedException {
        System.err.println("loaded; the application adds up the hours");
        Instant end = Instant.now().plus(LONGEST_ADDING);
        while (!hasTotals()) {
            if (Instant.now().isAfter(end)) {
                throw new IOException("the hours were not added up within " + LONGEST_ADDING.toMinutes()
                        + " minutes; the application's log says why");
            }
            Thread.sleep(1_000);
        }
    }

    private boolean hasTotals() throws SQLException {
        try (Connection connection = stack.database().getConnection();
                PreparedStatement query = connection.prepareStatement(ADDED);
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void log(String measurement, int one, long firstId, int seconds, int values) throws SQLException {
        try (Connection connection = stack.database().getConnection();
                PreparedStatement insert = connection.prepareStatement(LOG.formatted(measurement))) {
            connection.setNetworkTimeout(Runnable::run, LOAD_MILLIS);
            insert.setInt(1, one);
            insert.setLong(2, firstId);
            insert.setString(3, begin.toString());
            insert.setInt(4, seconds);
            insert.setInt(5, values);
            insert.executeUpdate();
        }
    }

    private void analyze() throws SQLException {
        try (Connection connection = stack.database().getConnection();
                PreparedStatement analyze = connection.prepareStatement("VACUUM ANALYZE")) {
            connection.setNetworkTimeout(Runnable::run, LOAD_MILLIS);
            analyze.execute();
        }
    }

    private String line(String measurement, int device, int n, int seconds) {
        return measurement + ",device_id=fleet-" + device + " value=" + n * 7L % 1000 / 4.0 + ' '
                + begin.plusSeconds((long) n * seconds).getEpochSecond() + '\n';
    }

    private void lines(int count, IntFunction<String> line) throws IOException, InterruptedException {
        for (int first = 0; first < count; first += LINES) {
            StringBuilder body = new StringBuilder();
            for (int i = first; i < Math.min(count, first + LINES); i++) {
                body.append(line.apply(i));
            }
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(
                                    influx.uri().resolve("/api/v2/write?org=iotflow&bucket=telemetry&precision=s"))
                            .header("Authorization", "Token " + influx.token())
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 204) {
                throw new IOException("InfluxDB took no lines: " + answer.statusCode() + ": " + answer.body());
            }
        }
    }
}

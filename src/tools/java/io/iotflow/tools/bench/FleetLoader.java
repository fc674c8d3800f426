package io.iotflow.tools.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** Makes a fleet and its past: devices as rows, because each registration is a commit, and messages through ingestion. */
final class FleetLoader {

    private static final int LOAD_MILLIS = 600_000; // a hundred thousand devices in one statement
    private static final int BATCH = 5_000;
    private static final String DEVICES = """
            INSERT INTO device (device_id, name, device_type, status, location, firmware_version, description, created_at,
                                updated_at)
            SELECT 'fleet-' || n, 'Sensor ' || n, 'type-' || n % 5, 'active', 'hall ' || n % 100, '1.' || n % 30 || '.' || n % 7,
                   'Unit of line ' || n % 1000, now(), now()
            FROM generate_series(1, ?) AS n""";
    /** So many at once go into the index of searches faster when it is made; there is none without pg_trgm. */
    private static final String SEARCH_INDEX = "SELECT pg_get_indexdef(to_regclass('device_search'))";

    private static final String KEYS = """
            INSERT INTO device_key (device, hash, created_at)
            SELECT id, sha256(device_id::bytea), now() FROM device WHERE device_id LIKE 'fleet-%'""";
    /** Of those that have none yet, with the tags that the application gives. */
    private static final String SERIES = """
            WITH made AS (
                INSERT INTO series (device, measurement, tags)
                SELECT id, ?, '{"room": "lab"}' FROM device WHERE device_id LIKE 'fleet-%' ORDER BY id
                ON CONFLICT DO NOTHING RETURNING id, device, tags)
            INSERT INTO tag_set (series, tags)
            SELECT made.id, made.tags || jsonb_build_object('device_id', device_id, 'device_name', name, 'device_type', device_type,
                                                            'location', location)
            FROM made JOIN device ON device.id = made.device""";

    private static final String INACTIVE =
            "UPDATE device SET status = 'inactive' WHERE device_id LIKE 'fleet-%' AND substr(device_id, 7)::int % 20 = 0";

    private static final String GROUP = """
            WITH made AS (INSERT INTO fleet (group_id, name, created_at) VALUES ('fleet', 'Fleet', now()) RETURNING id)
            INSERT INTO fleet_member (fleet, device)
            SELECT made.id, device.id FROM made, device WHERE device_id LIKE 'fleet-%' AND substr(device_id, 7)::int % 10 = 0""";
    private static final String REFUSALS = """
            INSERT INTO refusal (device, over, reason, detail, request, address, first_at, last_at, times, messages)
            SELECT id, 'http', 'bad_number', 'temperature must be a finite number', '', '', now(), now(), 1, id % 50 + 1
            FROM device WHERE device_id LIKE 'fleet-%' AND substr(device_id, 7)::int % 25 = 0""";

    private final BenchStack stack;
    private int devices;
    private final HttpClient client = HttpClient.newHttpClient();

    FleetLoader(BenchStack stack) {
        this.stack = stack;
    }

    /** {@code fleet-1} and so on. */
    void addDevices(int number) throws SQLException {
        try (Connection connection = stack.database().getConnection();
                PreparedStatement insert = connection.prepareStatement(DEVICES);
                Statement other = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LOAD_MILLIS);
            String index = searchIndex(other);
            other.execute("DROP INDEX IF EXISTS device_search");
            insert.setInt(1, number);
            insert.executeUpdate();
            if (index != null) {
                other.execute(index);
            }
            other.execute("VACUUM ANALYZE device");
        }
        devices = number;
    }

    private static String searchIndex(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(SEARCH_INDEX)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Each device gets a key that nobody has, as a registration leaves one. */
    void addKeys() throws SQLException {
        execute(KEYS, "ANALYZE device_key");
    }

    /** Each device gets a series with the tag {@code room=lab}, as its first message of this measurement would make it. */
    void addSeries(String measurement) throws SQLException {
        try (Connection connection = stack.database().getConnection();
                PreparedStatement insert = connection.prepareStatement(SERIES);
                Statement analyze = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LOAD_MILLIS);
            insert.setString(1, measurement);
            insert.executeUpdate();
            analyze.execute("ANALYZE series, tag_set");
        }
    }

    /** Sends messages of the last day, in turn for all devices, and every hundredth for the known one. */
    void send(int messages, String known) throws IOException, InterruptedException {
        long begin = Instant.now().minus(Duration.ofHours(23)).toEpochMilli();
        double step = Duration.ofHours(23).toMillis() / (double) messages;
        for (int first = 0; first < messages; first += BATCH) {
            StringBuilder body = new StringBuilder("{\"points\":[");
            for (int i = first; i < Math.min(messages, first + BATCH); i++) {
                String device = i % 100 == 0 ? known : "fleet-" + (i % devices + 1);
                body.append(i == first ? "" : ",")
                        .append("{\"device_id\":\"")
                        .append(device)
                        .append("\",\"measurement\":\"climate\",\"fields\":{\"temperature\":")
                        .append(i % 400 / 10.0)
                        .append("},\"timestamp\":")
                        .append(begin + (long) (i * step))
                        .append('}');
            }
            post(body.append("]}").toString());
        }
    }

    /** Every twentieth device stops; only now, because nobody sends for an inactive one. */
    void stopSome() throws SQLException {
        execute(INACTIVE, "ANALYZE device");
    }

    /** Every tenth device is of the group {@code fleet}, and every 25th had messages refused. */
    void groupAndRefuseSome() throws SQLException {
        execute(GROUP, REFUSALS, "ANALYZE");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = stack.database().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, LOAD_MILLIS);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        stack.application().uri().resolve("/api/v1/influxdb/telemetry/batch"))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .header("X-API-Key", stack.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("a batch was answered with " + answer.statusCode() + ": " + answer.body());
        }
    }
}

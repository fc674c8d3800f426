package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Client;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.prototype.ImportPrototype;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A database of the Python prototype, with the tables that its SQLAlchemy models make. */
final class LegacyInstallation {

    private static final String TABLES = """
            CREATE SCHEMA %1$s;
            CREATE TABLE %1$s.users (
                id SERIAL PRIMARY KEY, username VARCHAR(80) NOT NULL);
            CREATE TABLE %1$s.devices (
                id SERIAL PRIMARY KEY, name VARCHAR(100) NOT NULL, description TEXT, device_type VARCHAR(50) NOT NULL,
                api_key VARCHAR(64) NOT NULL UNIQUE, status VARCHAR(20) NOT NULL, location VARCHAR(200),
                firmware_version VARCHAR(20), hardware_version VARCHAR(20), created_at TIMESTAMP WITH TIME ZONE,
                updated_at TIMESTAMP WITH TIME ZONE, last_seen TIMESTAMP WITH TIME ZONE);
            CREATE TABLE %1$s.telemetry_data (
                id SERIAL PRIMARY KEY, device_id INTEGER NOT NULL REFERENCES %1$s.devices (id), payload TEXT NOT NULL,
                timestamp TIMESTAMP WITH TIME ZONE, device_metadata TEXT, data_type VARCHAR(50));
            CREATE TABLE %1$s.device_auth (
                id SERIAL PRIMARY KEY, device_id INTEGER NOT NULL REFERENCES %1$s.devices (id),
                api_key_hash VARCHAR(128) NOT NULL, is_active BOOLEAN, expires_at TIMESTAMP WITH TIME ZONE,
                created_at TIMESTAMP WITH TIME ZONE, last_used TIMESTAMP WITH TIME ZONE, usage_count INTEGER)""";

    private final long number = ThreadLocalRandom.current().nextLong(100_000, 20_000_000);
    private final String schema = "prototype_" + number;
    private final List<Long> devices = new ArrayList<>();

    private LegacyInstallation() {}

    static LegacyInstallation create() {
        LegacyInstallation legacy = new LegacyInstallation();
        execute(TABLES.formatted(legacy.schema));
        return legacy;
    }

    /** Moves all of it over with the command, and gives back the report. */
    String importInto(URI server, Path folder, String... more) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), TestStack.ADMIN_KEY + "\n");
        List<String> arguments = new ArrayList<>(List.of("--from", url(), "--to", server.toString()));
        arguments.addAll(List.of("--key-file", key.toString(), "--folder", folder.toString()));
        arguments.addAll(List.of(more));
        assertEquals(0, new CommandLine(new ImportPrototype()).execute(arguments.toArray(String[]::new)));
        try (Stream<Path> reports = Files.list(folder)) {
            Path newest = reports.filter(it -> it.toString().endsWith(".csv"))
                    .max(Comparator.comparing(it -> it.getFileName().toString().replaceAll("^[^0-9]*", "")))
                    .orElseThrow();
            return Files.readString(newest);
        }
    }

    /** The address of the database, with account and password. */
    String url() {
        return TestStack.databaseUrl(schema);
    }

    /** Its key is {@code key} and its number, filled up to 32 characters. */
    long addDevice(String name, String status, String firmware) {
        long id = number * 100 + devices.size();
        devices.add(id);
        execute(
                "INSERT INTO " + schema + ".devices VALUES (?::int, ?, ?, 'environmental', ?, ?, '', ?, NULL,"
                        + " '2025-04-01 12:00:00+02', now(), '2025-05-02 10:00:00+00')",
                String.valueOf(id),
                name + " " + id,
                "two\nlines",
                key(id),
                status,
                firmware);
        execute("INSERT INTO " + schema + ".device_auth (device_id, api_key_hash) VALUES (?::int, 'h')", id + "");
        return id;
    }

    void addReading(long device, String payload, String time) {
        addReading(device, payload, time, "{\"location\": \"shelf\"}", "environmental");
    }

    void addReading(long device, String payload, String time, String metadata, String type) {
        execute(
                "INSERT INTO " + schema + ".telemetry_data (device_id, payload, timestamp, device_metadata, data_type)"
                        + " VALUES (?::int, ?, ?::timestamptz, ?, ?)",
                String.valueOf(device),
                payload,
                time,
                metadata,
                type);
    }

    void rename(long device, String name) {
        execute("UPDATE " + schema + ".devices SET name = ? WHERE id = ?::int", name, String.valueOf(device));
    }

    /** The device as it is: its number in topics, and the key that it was given long ago. */
    TestDevice device(long id, Client any) {
        return new TestDevice(String.valueOf(id), key(id), any.withKey(key(id)));
    }

    private static String key(long id) {
        return "key" + "%029d".formatted(id);
    }

    /** How many messages of these devices the new product has. */
    long rowsHere() {
        return TestStack.queryLong("SELECT count(*) FROM telemetry JOIN device ON device.id = device" + these());
    }

    /** The highest number of their rows: a row that comes again moves to a higher one. */
    long newestRowHere() {
        return TestStack.queryLong(
                "SELECT coalesce(max(telemetry.id), 0) FROM telemetry JOIN device ON device.id = device" + these());
    }

    private String these() {
        return " WHERE device_id IN ('"
                + String.join("','", devices.stream().map(String::valueOf).toList()) + "')";
    }

    /** Leaves nothing behind, here and there. */
    void drop(Client admin) {
        devices.forEach(it -> admin.delete("/api/v1/admin/devices/" + it));
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    private static void execute(String sql, String... values) {
        try (Connection connection = TestStack.database().getConnection()) {
            if (values.length == 0) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setString(i + 1, values[i]);
                }
                statement.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

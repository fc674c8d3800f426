package io.iotflow.tools.quickstart;

import io.iotflow.device.KeyHash;
import io.iotflow.tools.mqtt.MqttEndpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the application needs around it: PostgreSQL, an MQTT broker and perhaps InfluxDB, each started here unless the
 * environment names one elsewhere; and the environment variables that tell the application where they are.
 */
final class Surroundings {

    private static final int DATABASE_PORT = 5433;
    private static final String FLUSH_INTERVAL_MILLIS = "1000"; // who tries it out will not wait ten seconds

    private final Map<String, String> given;
    private final Path folder;
    private final String bind;
    private final boolean noInflux;
    private final Optional<Encryption> encryption;
    private final ServerAccount account = ServerAccount.random();
    private final Map<String, String> environment = new HashMap<>();
    private String mqtt = "";
    private String timeSeries = "";

    Surroundings(
            Map<String, String> given, Path folder, String bind, boolean noInflux, Optional<Encryption> encryption) {
        this.given = given;
        this.folder = folder;
        this.bind = bind;
        this.noInflux = noInflux;
        this.encryption = encryption;
    }

    /** Finds a taken port before anything is started. */
    void checkPorts(Integer databasePort, int mqttPort) {
        if (needsBroker()) {
            Ports.requireFree(bind, mqttPort, "the MQTT broker", "--mqtt-port");
        }
        boolean leftBehind = LeftBehind.find(folder.resolve("postgresql/cluster/postmaster.pid"), folder)
                .isPresent(); // our own from a killed launcher; it will be stopped
        if (needsDatabase() && databasePort != null && !leftBehind) {
            Ports.requireFree(Ports.LOOPBACK, databasePort, "PostgreSQL", "--db-port");
        }
    }

    /** Where the broker is without TLS; empty when it is elsewhere. */
    Optional<URI> plainMqtt(int port) {
        return needsBroker() ? Optional.of(publicUri("mqtt", port)) : Optional.empty();
    }

    private boolean needsBroker() {
        return !isGiven("MQTT_HOST");
    }

    private boolean needsDatabase() {
        return !isGiven("DATABASE_URL") && !isGiven("DB_HOST");
    }

    /** Starts what is needed, side by side, and returns when all of it answers. */
    void start(Parts parts, Terminal terminal, Integer databasePort, int mqttPort) {
        environment.put("IOTFLOW_ADMIN_API_KEY", adminKey());
        Starter starter = new Starter(parts, terminal);
        CompletableFuture<DeviceKeys> keys = starter.begin(() -> database(starter, databasePort));
        CompletableFuture<Void> broker = starter.begin(() -> broker(starter, keys, mqttPort));
        CompletableFuture<Void> influx = starter.begin(() -> influx(starter));
        starter.awaitAll(keys, broker, influx);
    }

    private DeviceKeys database(Starter starter, Integer wantedPort) {
        if (!needsDatabase()) {
            return new JdbcDeviceKeys(DatabaseAccess.of(given).dataSource(), KeyHash.of(pepper()));
        }
        boolean usualIsFree = Ports.isFree(Ports.LOOPBACK, DATABASE_PORT);
        Optional<String> pepper = ownPepper(); // before the cluster is made
        int port = wantedPort != null ? wantedPort : usualIsFree ? DATABASE_PORT : 0;
        EmbeddedDatabase database = starter.run(
                "PostgreSQL",
                () -> EmbeddedDatabase.start(folder.resolve("postgresql"), port),
                it -> "PostgreSQL " + it.version() + " on " + it.host() + ":" + it.port());
        tell(Map.of(
                "DB_HOST", database.host(),
                "DB_PORT", Integer.toString(database.port()),
                "DB_NAME", database.name(),
                "DB_USER", database.user(),
                "DB_PASSWORD", database.password()));
        pepper.ifPresent(it -> tell(Map.of("IOTFLOW_KEY_PEPPER", it)));
        return new JdbcDeviceKeys(database.dataSource(), KeyHash.of(pepper));
    }

    private Void broker(Starter starter, CompletableFuture<DeviceKeys> keys, int port) {
        if (!needsBroker()) {
            mqtt = given.get("MQTT_HOST") + ":" + given.getOrDefault("MQTT_PORT", "1883") + " (MQTT_HOST is set)";
            return null;
        }
        DeviceKeys registry = new DeviceKeysToCome(keys);
        EmbeddedBroker broker = starter.run(
                "MQTT broker",
                () -> EmbeddedBroker.start(
                        new BrokerConfiguration(folder.resolve("mqtt"), bind, port, encryption.map(Encryption::mqtt)),
                        registry,
                        account,
                        BrokerLimits.of(given)),
                it -> "MQTT broker (HiveMQ CE) on " + bind + ":" + it.port());
        tell(Map.of(
                "MQTT_HOST", broker.host(),
                "MQTT_PORT", Integer.toString(broker.port()),
                "MQTT_USE_TLS", "false",
                "MQTT_USERNAME", account.username(),
                "MQTT_PASSWORD", account.password()));
        mqtt = encryption
                        .map(it -> "mqtts://" + it.host() + ":" + it.mqtt().port())
                        .orElseGet(() -> publicUri("mqtt", port).toString())
                + "   user name: device id, password: device key";
        return null;
    }

    private Void influx(Starter starter) {
        if (noInflux) {
            tell(Map.of("INFLUXDB_URL", ""));
            timeSeries = "InfluxDB: switched off (--no-influx): PostgreSQL answers time-series queries";
            return null;
        }
        if (isGiven("INFLUXDB_URL")) {
            timeSeries = "InfluxDB at " + given.get("INFLUXDB_URL") + " (INFLUXDB_URL is set)";
            return null;
        }
        Optional<Path> program = Influxd.onPath();
        if (program.isEmpty()) {
            timeSeries = "InfluxDB: not configured (INFLUXDB_URL not set, no influxd on the PATH):"
                    + " PostgreSQL answers time-series queries";
            return null;
        }
        Influxd influxd = starter.run(
                "InfluxDB",
                () -> Influxd.start(program.get(), folder.resolve("influxdb")),
                it -> "InfluxDB " + it.version() + " on " + it.uri().getAuthority());
        tell(influxd.environment());
        if (!isGiven("INFLUXDB_FLUSH_INTERVAL")) {
            tell(Map.of("INFLUXDB_FLUSH_INTERVAL", FLUSH_INTERVAL_MILLIS));
        }
        timeSeries = "InfluxDB at " + influxd.uri() + "   user iotflow, password in "
                + folder.resolve("influxdb").resolve("password");
        return null;
    }

    private boolean isGiven(String name) {
        return !given.getOrDefault(name, "").isBlank();
    }

    private synchronized void tell(Map<String, String> variables) {
        environment.putAll(variables);
    }

    private Optional<String> pepper() {
        return Optional.ofNullable(given.get("IOTFLOW_KEY_PEPPER")).filter(it -> !it.isBlank());
    }

    /** Given, or made with the database and kept beside it; a database that was made without one stays so. */
    private Optional<String> ownPepper() {
        Path file = folder.resolve("key-pepper");
        boolean hasNone = Files.exists(folder.resolve("postgresql")) && !Files.exists(file);
        return isGiven("IOTFLOW_KEY_PEPPER") || hasNone ? pepper() : Optional.of(Secret.readOrCreate(file));
    }

    /** Given, or made once and kept. */
    String adminKey() {
        return isGiven("IOTFLOW_ADMIN_API_KEY")
                ? given.get("IOTFLOW_ADMIN_API_KEY")
                : Secret.readOrCreate(folder.resolve("admin-api-key"));
    }

    /** How the application is started amid all this, with every setting that was given. */
    PayaraSettings application(Path programs, int httpPort, Heap heap, LogFormat format) {
        Map<String, String> settings = new HashMap<>(given);
        settings.putAll(environment);
        PayaraSettings local = PayaraSettings.local(programs, folder, httpPort, settings);
        return new PayaraSettings(
                local.java(),
                local.server(),
                local.war(),
                folder,
                bind,
                httpPort,
                heap.javaOptions(),
                settings,
                format,
                encryption.map(Encryption::http));
    }

    /** Where devices of this machine find the broker. */
    MqttEndpoint broker() {
        Map<String, String> settings = new HashMap<>(given);
        settings.putAll(environment);
        return MqttEndpoint.of(
                settings.get("MQTT_HOST"),
                Integer.parseInt(settings.getOrDefault("MQTT_PORT", Integer.toString(MqttEndpoint.PLAIN))),
                Boolean.parseBoolean(settings.get("MQTT_USE_TLS")),
                null);
    }

    String mqtt() {
        return mqtt;
    }

    /** Who answers queries about time. */
    String timeSeries() {
        return timeSeries;
    }

    /** How a person at this machine would write it. */
    URI publicUri(String scheme, int port) {
        boolean local = Ports.reachable(bind).equals(Ports.LOOPBACK);
        return URI.create(scheme + "://" + (local ? "localhost" : bind) + ":" + port);
    }
}

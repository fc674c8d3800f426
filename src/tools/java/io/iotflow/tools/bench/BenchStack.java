package io.iotflow.tools.bench;

import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.api.Registration;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.JdbcDeviceKeys;
import io.iotflow.tools.quickstart.PayaraProcess;
import io.iotflow.tools.quickstart.PayaraSettings;
import io.iotflow.tools.quickstart.ServerAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** PostgreSQL for the whole run, and one after the other a broker with an application that has just been started. */
final class BenchStack {

    private static final Duration START_PATIENCE = Duration.ofMinutes(3);

    private final Path target;
    private final Path folder;
    private final Closer closer;
    private final EmbeddedDatabase database;
    private final ServerAccount account = ServerAccount.random();
    private final String adminKey = ApiKey.generate();
    private final String pepper = ApiKey.generate();
    private AutoCloseable broker;
    private Mosquitto mosquitto;
    private int mqttPort;
    private Optional<List<String>> javaOptions = Optional.empty(); // the usual ones
    private PayaraProcess application;
    private double startSeconds;

    BenchStack(Path target, Path folder, Closer closer) {
        this.target = target;
        this.folder = folder;
        this.closer = closer;
        this.database = closer.add(EmbeddedDatabase.start(folder.resolve("postgresql"), 0));
    }

    /** Options of the application's JVM in place of the usual heap. */
    void setJavaOptions(List<String> options) {
        javaOptions = Optional.of(List.copyOf(options));
    }

    void startWithEmbeddedBroker() {
        startWithEmbeddedBroker(Map.of());
    }

    /** @param settings of the application, beside the usual ones */
    void startWithEmbeddedBroker(Map<String, String> settings) {
        JdbcDeviceKeys keys = closer.add(new JdbcDeviceKeys(database.dataSource(), KeyHash.of(Optional.of(pepper))));
        EmbeddedBroker hivemq = closer.add(EmbeddedBroker.start(folder.resolve("broker"), 0, keys, account));
        broker = hivemq;
        mqttPort = hivemq.port();
        startApplication("application-embedded", settings);
    }

    void startWithMosquitto(Path program) throws IOException {
        startWithMosquitto(program, Map.of());
    }

    /** @param settings of the application, beside the usual ones */
    void startWithMosquitto(Path program, Map<String, String> settings) throws IOException {
        mosquitto = closer.add(Mosquitto.start(program, folder.resolve("mosquitto")));
        broker = mosquitto;
        mqttPort = mosquitto.port();
        startApplication("application-mosquitto", settings);
    }

    private void startApplication(String name, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DB_HOST", database.host(),
                "DB_PORT", Integer.toString(database.port()),
                "DB_NAME", database.name(),
                "DB_USER", database.user(),
                "DB_PASSWORD", database.password(),
                "MQTT_HOST", mqttHost(),
                "MQTT_PORT", Integer.toString(mqttPort),
                "MQTT_USE_TLS", "false",
                "MQTT_USERNAME", account.username(),
                "MQTT_PASSWORD", account.password()));
        environment.putAll(settings);
        environment.put("IOTFLOW_ADMIN_API_KEY", adminKey);
        environment.put("IOTFLOW_KEY_PEPPER", pepper);
        for (String limit : List.of("TELEMETRY", "HEARTBEAT", "QUERIES", "DEVICE", "REGISTRATION", "WRONG_KEYS")) {
            environment.put("IOTFLOW_RATE_" + limit, "off"); // a few devices carry the load of thousands
        }
        long begin = System.nanoTime();
        PayaraSettings usual = PayaraSettings.local(target, folder.resolve(name), 0, environment);
        application =
                closer.add(PayaraProcess.start(javaOptions.map(usual::with).orElse(usual)));
        application.awaitReady(START_PATIENCE);
        startSeconds = (System.nanoTime() - begin) / 1e9;
    }

    /** From the last start of the application's process until it was ready. */
    double startSeconds() {
        return startSeconds;
    }

    /** Something else that ends with the bench. */
    <T extends AutoCloseable> T with(T started) {
        return closer.add(started);
    }

    /** Stops the application and its broker. */
    void stop() {
        closer.end(application);
        closer.end(broker);
        mosquitto = null;
    }

    /** Registers {@code bench-0} and so on. */
    List<RegisteredDevice> register(int number) throws IOException, InterruptedException {
        return register("bench", number);
    }

    /** Registers devices named so, from 0 on, one after the other. */
    List<RegisteredDevice> register(String prefix, int number) throws IOException, InterruptedException {
        Registration registration =
                new Registration(new ApiClient(application.uri()), adminKey, "Registered by ./bench");
        List<RegisteredDevice> devices = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            devices.add(registration.register(prefix + "-" + i, "bench"));
        }
        return devices;
    }

    String adminKey() {
        return adminKey;
    }

    DataSource database() {
        return database.dataSource();
    }

    /** What PostgreSQL has still to write is not written during a measurement then. */
    void checkpoint() throws SQLException {
        database.checkpoint();
    }

    String databaseVersion() {
        return database.version();
    }

    PayaraProcess application() {
        return application;
    }

    String mqttHost() {
        return "127.0.0.1";
    }

    int mqttPort() {
        return mqttPort;
    }

    /** Processor seconds until now, without those PostgreSQL processes that answer the bench. */
    Costs cpuSeconds(Set<Long> ownBackends) {
        return new Costs(
                application.cpuTime().toMillis() / 1e3,
                CpuClock.secondsWithChildren(database.pid(), ownBackends),
                CpuClock.seconds(ProcessHandle.current().pid()),
                mosquitto == null ? 0 : CpuClock.seconds(mosquitto.pid()));
    }

    /** Resident bytes now. */
    Costs memory() {
        return new Costs(
                application.rssBytes(),
                CpuClock.residentWithChildren(database.pid()),
                CpuClock.resident(ProcessHandle.current().pid()),
                mosquitto == null ? 0 : CpuClock.resident(mosquitto.pid()));
    }
}

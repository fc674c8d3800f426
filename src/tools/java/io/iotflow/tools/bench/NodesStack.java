package io.iotflow.tools.bench;

import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.api.Registration;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.JdbcDeviceKeys;
import io.iotflow.tools.quickstart.ServerAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** One PostgreSQL, one broker, one InfluxDB, and nodes that come and go. */
final class NodesStack {

    private final Path target;
    private final Path war;
    private final Path folder;
    private final Closer closer;
    private final List<String> javaOptions;
    private final EmbeddedDatabase database;
    private final ServerAccount account = ServerAccount.random();
    private final String adminKey = ApiKey.generate();
    private final Map<String, String> settings = new HashMap<>();
    private final List<AppNode> nodes = new CopyOnWriteArrayList<>();
    private final int mqttPort;

    /**
     * @param war the application that nodes begin with
     * @param mosquitto where it is installed; else the embedded broker
     * @param influx the settings of an InfluxDB
     */
    NodesStack(
            Path target,
            Path war,
            Path folder,
            Closer closer,
            List<String> javaOptions,
            Optional<Path> mosquitto,
            Map<String, String> influx)
            throws IOException {
        this.target = target.toAbsolutePath();
        this.war = war.toAbsolutePath();
        this.folder = folder;
        this.closer = closer;
        this.javaOptions = javaOptions;
        this.database = closer.add(EmbeddedDatabase.start(folder.resolve("postgresql"), 0));
        String pepper = ApiKey.generate();
        this.mqttPort = mosquitto.isPresent()
                ? closer.add(Mosquitto.start(mosquitto.get(), folder.resolve("mosquitto")))
                        .port()
                : embeddedBroker(pepper).port();
        settings.putAll(Map.of(
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
        settings.put("IOTFLOW_ADMIN_API_KEY", adminKey);
        settings.put("IOTFLOW_KEY_PEPPER", pepper);
        settings.putAll(influx);
        for (String limit : List.of("TELEMETRY", "QUERIES", "DEVICE", "REGISTRATION", "WRONG_KEYS")) {
            settings.put("IOTFLOW_RATE_" + limit, "off"); // a few devices carry the load of many
        }
        settings.put("IOTFLOW_RATE_HEARTBEAT", NodesLimit.SETTING);
    }

    private EmbeddedBroker embeddedBroker(String pepper) {
        JdbcDeviceKeys keys = closer.add(new JdbcDeviceKeys(database.dataSource(), KeyHash.of(Optional.of(pepper))));
        return closer.add(EmbeddedBroker.start(folder.resolve("broker"), 0, keys, account));
    }

    /** One more, which is not ready yet. */
    AppNode add() {
        String name = "node-" + (nodes.size() + 1);
        AppNode node = closer.add(new AppNode(name, target, war, folder.resolve(name), javaOptions, settings));
        node.launch();
        nodes.add(node);
        return node;
    }

    /** Those that are there to be asked. */
    List<AppNode> up() {
        return nodes.stream().filter(AppNode::isUp).toList();
    }

    List<RegisteredDevice> register(String prefix, int number) throws IOException, InterruptedException {
        List<RegisteredDevice> devices = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            devices.add(register(up().get(0), prefix + "-" + i));
        }
        return devices;
    }

    RegisteredDevice register(AppNode node, String deviceId) throws IOException, InterruptedException {
        return new Registration(new ApiClient(node.uri()), adminKey, "Registered by ./bench nodes")
                .register(deviceId, "bench");
    }

    /** What Liquibase has run. */
    List<String> changeSets() throws SQLException {
        try (Store store = new Store(database())) {
            return store.changeSets();
        }
    }

    String adminKey() {
        return adminKey;
    }

    DataSource database() {
        return database.dataSource();
    }

    String mqttHost() {
        return "127.0.0.1";
    }

    int mqttPort() {
        return mqttPort;
    }
}

package io.iotflow.stack;

import io.iotflow.device.KeyHash;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.JdbcDeviceKeys;
import io.iotflow.tools.quickstart.ServerAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real PostgreSQL and a real MQTT broker. Applications that have the same ones are nodes that share the messages. */
final class Servers implements AutoCloseable {

    private final KeyHash keys;
    private final Path folder;
    private final ServerAccount account = ServerAccount.random();
    private final EmbeddedBroker broker;
    private EmbeddedDatabase database;

    /** Starts both. */
    Servers(KeyHash keys) {
        this.keys = keys;
        this.folder = folder();
        this.database = EmbeddedDatabase.start(folder.resolve("postgresql"), 0);
        this.broker = startBroker(folder.resolve("broker"), 0);
    }

    EmbeddedDatabase database() {
        return database;
    }

    EmbeddedBroker broker() {
        return broker;
    }

    ServerAccount account() {
        return account;
    }

    /** One more broker, with the devices' keys and our account. */
    EmbeddedBroker startBroker(Path data, int port) {
        return EmbeddedBroker.start(data, port, new JdbcDeviceKeys(database.dataSource(), keys), account);
    }

    /** After the database was killed: it is back at the same address. */
    void startDatabase() {
        database = EmbeddedDatabase.start(folder.resolve("postgresql"), database.port());
    }

    /** Where an application finds both. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("db.host", database.host());
        settings.put("db.port", String.valueOf(database.port()));
        settings.put("db.name", database.name());
        settings.put("db.user", database.user());
        settings.put("db.password", database.password());
        settings.put("mqtt.host", broker.host());
        settings.put("mqtt.port", String.valueOf(broker.port()));
        settings.put("mqtt.username", account.username());
        settings.put("mqtt.password", account.password());
        return settings;
    }

    @Override
    public void close() {
        broker.close();
        database.close();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "it-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

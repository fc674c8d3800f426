package io.iotflow.stack;

import io.iotflow.device.KeyHash;
import io.iotflow.influx.InfluxTestServer;
import io.iotflow.tools.quickstart.EmbeddedBroker;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.ServerAccount;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the application needs beside it, started for the first test that wants any of it and kept for all others: a real
 * PostgreSQL, a real MQTT broker, and an InfluxDB: the one of {@code INFLUXDB_TEST_URL}, else the tests' own server.
 * Applications that are shared with InfluxDB have a PostgreSQL and a broker of their own, so that they may stay beside
 * those without; the methods speak of those of the test that runs.
 */
public final class TestStack implements LauncherSessionListener {

    /** The admin key of every deployment. */
    public static final String ADMIN_KEY = "integration-tests-admin-key";

    /**
     * Of the JVM that runs the application: the quick compiler alone halves the processor time until it is ready, and
     * tests end before the thorough one pays.
     */
    static final List<String> JAVA_OPTIONS =
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    private static final String PEPPER = "integration-tests-pepper-integration-tests";
    private static final KeyHash KEYS = KeyHash.of(Optional.of(PEPPER));

    private static Servers usual;
    private static Servers withInflux;
    private static boolean isWithInflux;
    private static InfluxTestServer influxDouble;
    private static TestProvider provider;

    /** Starts what the test that runs needs, unless it runs, and returns it. */
    static synchronized Servers servers() {
        if (influxDouble == null) {
            influxDouble = new InfluxTestServer();
        }
        if (isWithInflux) {
            withInflux = withInflux == null ? new Servers(KEYS) : withInflux;
            return withInflux;
        }
        usual = usual == null ? new Servers(KEYS) : usual;
        return usual;
    }

    /** From here on this class speaks of what this application has beside it, and starts it. */
    static synchronized Servers use(Class<? extends SharedApplication> application) {
        isWithInflux = application == OnInfluxdb.class || application == OnInfluxDouble.class;
        Servers servers = servers();
        // For arquillian.xml, which is read for each deployment.
        System.setProperty("iotflow.it.options.postgresql", options(common()));
        System.setProperty("iotflow.it.options.influxdb", options(with(common(), influx())));
        System.setProperty("iotflow.it.options.double", options(with(common(), ofDouble())));
        System.setProperty("iotflow.it.micro", "--nohazelcast --disablephonehome --contextroot /");
        return servers;
    }

    /** From here on it speaks of what applications without InfluxDB, and those of one test alone, have beside them. */
    static synchronized void useUsual() {
        isWithInflux = false;
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        SharedDeployment.endAll();
        if (influxDouble != null) {
            influxDouble.close();
        }
        Stream.of(Optional.ofNullable(usual), Optional.ofNullable(withInflux))
                .flatMap(Optional::stream)
                .forEach(Servers::close);
    }

    /** PostgreSQL, to look at what no API shows. */
    public static DataSource database() {
        return servers().database().dataSource();
    }

    /** PostgreSQL as its superuser, whose password is that of our user. */
    public static DataSource databaseAsSuperuser() {
        return databaseAs("postgres", databasePassword());
    }

    /** PostgreSQL as another user. */
    public static DataSource databaseAs(String user, String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(servers().database().jdbcUrl());
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }

    /** The password of our user in PostgreSQL. */
    public static String databasePassword() {
        return servers().database().password();
    }

    /** Does something to the database behind the application's back. */
    public static void change(String sql) {
        try (java.sql.Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A number that a query answers. */
    public static long queryLong(String sql) {
        try (java.sql.Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The address of a schema of PostgreSQL, with account and password. */
    public static String databaseUrl(String schema) {
        EmbeddedDatabase database = servers().database();
        return "postgresql://%s:%s@%s:%d/%s?currentSchema=%s"
                .formatted(
                        database.user(),
                        database.password(),
                        database.host(),
                        database.port(),
                        database.name(),
                        schema);
    }

    /** Ends PostgreSQL without a word; {@link #startDatabase} brings it back at the same address. */
    public static void killDatabase() {
        servers().database().kill();
    }

    /** After {@link #killDatabase}. */
    public static void startDatabase() {
        servers().startDatabase();
    }

    /** The broker's port on loopback. */
    public static int mqttPort() {
        return servers().broker().port();
    }

    /** The tests' own InfluxDB, which can be told to fail. */
    public static InfluxTestServer influxDouble() {
        servers();
        return influxDouble;
    }

    /** All settings of an application with the tests' own InfluxDB. */
    public static Map<String, String> withDouble() {
        return with(common(), ofDouble());
    }

    /** With which people can sign in everywhere. */
    public static synchronized TestProvider provider() {
        if (provider == null) {
            provider = new TestProvider();
        }
        return provider;
    }

    /** All settings of an application with these of its own. */
    public static Map<String, String> with(Map<String, String> more) {
        return with(common(), more);
    }

    /** All settings of an application whose broker is, or will be, at another port. */
    public static Map<String, String> withBrokerAt(int port) {
        return with(common(), Map.of("mqtt.port", String.valueOf(port)));
    }

    /** Publishes with the server's account, which may use every topic below iotflow. */
    public static void publishAsServer(String topic, byte[] payload) {
        publishAsServer(mqttPort(), topic, payload);
    }

    /** The same at another broker. */
    public static void publishAsServer(int port, String topic, byte[] payload) {
        asServer(port, "test-" + UUID.randomUUID(), true, mqtt -> mqtt.publish(topic, payload, 1, false));
    }

    /** A connection with the server's account. */
    public static Connection connectAsServer() throws MqttException {
        ServerAccount account = servers().account();
        return Connection.open(mqttPort(), account.username(), account.password(), "test-" + UUID.randomUUID());
    }

    /** Leaves a session of the server's account at the broker that is subscribed and away. */
    public static void leaveSubscribed(String clientId, String filter) {
        asServer(mqttPort(), clientId, false, mqtt -> mqtt.subscribe(filter, 1));
    }

    private static void asServer(int port, String clientId, boolean clean, Act act) {
        try (MqttClient mqtt = new MqttClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence())) {
            ServerAccount account = servers().account();
            MqttConnectOptions options = new MqttConnectOptions();
            options.setUserName(account.username());
            options.setPassword(account.password().toCharArray());
            options.setCleanSession(clean);
            mqtt.setTimeToWait(10_000);
            mqtt.connect(options);
            act.in(mqtt);
            mqtt.disconnect();
        } catch (MqttException e) {
            throw new IllegalStateException("with the server's account", e);
        }
    }

    private interface Act {
        void in(MqttClient mqtt) throws MqttException;
    }

    /** A broker at a port, with the devices' keys and our account. */
    public static EmbeddedBroker startBroker(Path data, int port) {
        return servers().startBroker(data, port);
    }

    private static Map<String, String> ofDouble() {
        return influx(influxDouble().url(), InfluxTestServer.DEFAULT_TOKEN, InfluxTestServer.DEFAULT_ORG);
    }

    private static Map<String, String> common() {
        Map<String, String> settings = servers().settings();
        settings.put("iotflow.admin.api.key", ADMIN_KEY);
        settings.putAll(provider().settings());
        settings.put("iotflow.key.pepper", PEPPER);
        settings.put("iotflow.notify.allowed.networks", "127.0.0.1"); // where tests receive notifications
        // All tests come from one address, and are in a hurry. "questions" is a former name, which still works.
        for (String kind : List.of("telemetry", "heartbeat", "questions", "device", "registration", "wrong.keys")) {
            settings.put("iotflow.rate." + kind, "1000000/PT1M");
        }
        return settings;
    }

    private static Map<String, String> influx() {
        Optional<String> url = Optional.ofNullable(System.getenv("INFLUXDB_TEST_URL"));
        return url.map(it -> influx(it, System.getenv("INFLUXDB_TEST_TOKEN"), System.getenv("INFLUXDB_TEST_ORG")))
                .orElseGet(TestStack::ofDouble);
    }

    private static Map<String, String> influx(String url, String token, String org) {
        return Map.of(
                "influxdb.url",
                url,
                "influxdb.token",
                token,
                "influxdb.org",
                org,
                "influxdb.bucket",
                InfluxTestServer.DEFAULT_BUCKET,
                "influxdb.timeout",
                "3000",
                "influxdb.flush.interval",
                "500");
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
        settings.putAll(more);
        return settings;
    }

    private static String options(Map<String, String> settings) {
        StringBuilder options = new StringBuilder(String.join(" ", JAVA_OPTIONS));
        settings.forEach(
                (key, value) -> options.append(" -D").append(key).append('=').append(value));
        return options.toString();
    }
}

package io.iotflow.mqtt;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.microprofile.config.Config;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** Where the broker is and how we present ourselves; {@code MQTT_*}. */
@Dependent
class MqttSettings {

    private static final String TAKE_OVER = "mqtt.take.over.after";

    final String host;
    final int port;
    final boolean tls;
    final String uri;
    final String clientId;
    final int maxInFlight;
    final boolean shared;
    /** After how long without a sign another node reads a node's session; empty where none does. */
    final Optional<Duration> takeOverAfter;

    final Optional<String> username;
    final Optional<String> password;
    private final int keepAliveSeconds;
    private final Optional<SSLSocketFactory> sockets;

    @Inject
    MqttSettings(Config config) {
        tls = config.getValue("mqtt.use.tls", Boolean.class);
        int plain = config.getValue("mqtt.port", Integer.class);
        port = config.getOptionalValue("mqtt.tls.port", Integer.class)
                .filter(it -> tls)
                .orElse(plain);
        host = config.getValue("mqtt.host", String.class);
        uri = (tls ? "ssl://" : "tcp://") + host + ":" + port;
        clientId = config.getValue("mqtt.client.id", String.class);
        maxInFlight = config.getValue("mqtt.max.in.flight", Integer.class);
        shared = config.getValue("mqtt.shared.subscription", Boolean.class);
        takeOverAfter = shared ? takeOverAfter(config) : Optional.empty();
        username = config.getOptionalValue("mqtt.username", String.class);
        password = config.getOptionalValue("mqtt.password", String.class);
        keepAliveSeconds = config.getValue("mqtt.keep.alive.seconds", Integer.class);
        BrokerTls files = new BrokerTls(
                config.getOptionalValue("mqtt.ca.cert.path", String.class).map(Path::of),
                config.getOptionalValue("mqtt.cert.file.path", String.class).map(Path::of),
                config.getOptionalValue("mqtt.key.file.path", String.class).map(Path::of));
        sockets = tls ? files.sockets() : Optional.empty();
        if (maxInFlight < 1 || maxInFlight > 65_535) {
            throw new IllegalStateException("MQTT_MAX_IN_FLIGHT must be 1 to 65535, is " + maxInFlight);
        }
    }

    private static Optional<Duration> takeOverAfter(Config config) {
        if (config.getValue(TAKE_OVER, String.class).equals("off")) {
            return Optional.empty();
        }
        Duration after = config.getValue(TAKE_OVER, Duration.class);
        if (after.compareTo(Duration.ofSeconds(2)) < 0 || after.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalStateException("MQTT_TAKE_OVER_AFTER must be PT2S to PT1H, or off; is " + after);
        }
        return Optional.of(after);
    }

    /** A session that ends with its connection. */
    MqttConnectOptions endingOptions() {
        MqttConnectOptions options = connectOptions();
        options.setCleanSession(true);
        return options;
    }

    /** A session that ends with its connection, and comes again by itself. */
    MqttConnectOptions passingOptions() {
        MqttConnectOptions options = endingOptions();
        options.setAutomaticReconnect(true);
        options.setMaxReconnectDelay(15_000);
        return options;
    }

    MqttConnectOptions connectOptions() {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setCleanSession(false);
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setKeepAliveInterval(keepAliveSeconds);
        options.setConnectionTimeout(10);
        options.setMaxInflight(1000);
        options.setHttpsHostnameVerificationEnabled(true);
        sockets.ifPresent(options::setSocketFactory);
        username.ifPresent(options::setUserName);
        password.ifPresent(it -> options.setPassword(it.toCharArray()));
        return options;
    }
}

package io.iotflow.mqtt;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** Where the broker is and how we present ourselves; {@code MQTT_*}. */
@Dependent
class MqttSettings {

    final String host;
    final int port;
    final boolean tls;
    final String uri;
    final String clientId;
    final int maxInFlight;
    final boolean shared;
    final Optional<String> username;
    final Optional<String> password;
    private final int keepAliveSeconds;

    @Inject
    MqttSettings(Config config) {
        tls = config.getValue("mqtt.use.tls", Boolean.class);
        port = config.getValue("mqtt.port", Integer.class);
        host = config.getValue("mqtt.host", String.class);
        uri = (tls ? "ssl://" : "tcp://") + host + ":" + port;
        clientId = config.getValue("mqtt.client.id", String.class);
        maxInFlight = config.getValue("mqtt.max.in.flight", Integer.class);
        shared = config.getValue("mqtt.shared.subscription", Boolean.class);
        username = config.getOptionalValue("mqtt.username", String.class);
        password = config.getOptionalValue("mqtt.password", String.class);
        keepAliveSeconds = config.getValue("mqtt.keep.alive.seconds", Integer.class);
        if (maxInFlight < 1 || maxInFlight > 65_535) {
            throw new IllegalStateException("MQTT_MAX_IN_FLIGHT must be 1 to 65535, is " + maxInFlight);
        }
    }

    /** A session that ends with its connection, and comes again by itself. */
    MqttConnectOptions passingOptions() {
        MqttConnectOptions options = connectOptions();
        options.setCleanSession(true);
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
        username.ifPresent(options::setUserName);
        password.ifPresent(it -> options.setPassword(it.toCharArray()));
        return options;
    }
}

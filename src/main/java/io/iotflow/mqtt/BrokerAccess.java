package io.iotflow.mqtt;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** The broker for a module that needs a connection of its own, and which account there is ours. */
@Singleton
public class BrokerAccess {

    private final MqttSettings settings;

    @Inject
    BrokerAccess(MqttSettings settings) {
        this.settings = settings;
    }

    /** The broker's address, such as {@code tcp://localhost:1883}. */
    public String address() {
        return settings.uri;
    }

    /** Options of a connection that leaves no session behind, with {@code MQTT_USERNAME}'s account. */
    public MqttConnectOptions connectOptions() {
        return settings.endingOptions();
    }

    /** {@code MQTT_USERNAME}. */
    public Optional<String> username() {
        return settings.username;
    }

    /** {@code MQTT_PASSWORD}, or an empty text. */
    public String password() {
        return settings.password.orElse("");
    }

    /** Whether this is {@code MQTT_USERNAME} with its password, in a time that does not depend on the password. */
    public boolean isOurs(String username, String password) {
        return settings.username.filter(username::equals).isPresent()
                && settings.password
                        .filter(it -> MessageDigest.isEqual(utf8(it), utf8(password)))
                        .isPresent();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

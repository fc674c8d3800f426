package io.iotflow.brokerauth;

import io.iotflow.mqtt.BrokerAccess;
import io.iotflow.platform.settings.Durations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** Whether and how accounts are kept at the broker; {@code IOTFLOW_BROKER_*} and {@code MQTT_ADMIN_*}. */
@Dependent
class AccountSettings {

    /** Whether they are kept in Mosquitto's dynamic security. */
    final boolean mosquitto;

    final Duration reconcileInterval;
    private final BrokerAccess broker;
    private final Optional<String> username;
    private final Optional<String> password;

    @Inject
    AccountSettings(Config config, BrokerAccess broker) {
        this.broker = broker;
        String accounts = config.getValue("iotflow.broker.accounts", String.class);
        mosquitto = switch (accounts) {
            case "mosquitto" -> true;
            case "none" -> false;
            default ->
                throw new IllegalStateException(
                        "IOTFLOW_BROKER_ACCOUNTS must be none or mosquitto, is '" + accounts + "'");
        };
        username = setting(config, "mqtt.admin.username", "mqtt.username");
        password = setting(config, "mqtt.admin.password", "mqtt.password");
        reconcileInterval = Durations.atLeast(config, "iotflow.broker.reconcile.interval", Duration.ofSeconds(1));
        if (mosquitto && (username.isEmpty() || password.isEmpty())) {
            throw new IllegalStateException("IOTFLOW_BROKER_ACCOUNTS=mosquitto needs MQTT_ADMIN_USERNAME and"
                    + " MQTT_ADMIN_PASSWORD (or MQTT_USERNAME and MQTT_PASSWORD)");
        }
    }

    private static Optional<String> setting(Config config, String name, String otherwise) {
        return config.getOptionalValue(name, String.class)
                .or(() -> config.getOptionalValue(otherwise, String.class))
                .filter(it -> !it.isBlank());
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    String address() {
        return broker.address();
    }

    MqttConnectOptions adminOptions() {
        MqttConnectOptions options = broker.connectOptions();
        options.setUserName(username.orElseThrow());
        options.setPassword(password.orElseThrow().toCharArray());
        return options;
    }
}

package io.iotflow.platform.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * Says at the start which variables of the Python prototype's {@code .env} are set and have no effect, and what to set
 * instead: a setting that is passed over in silence looks as if it worked.
 */
@Singleton
class PrototypeSettings {

    private static final Logger LOG = Logger.getLogger(PrototypeSettings.class.getName());
    private static final String NOT_NEEDED = "nothing takes its place";

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry(
                    "PORT",
                    "the port is the server's: --port of Payara Micro, or --http-port of ./quickstart, which takes PORT"),
            Map.entry("LOG_FILE", "the log is the server's: see 'Logs' in operations.md"),
            Map.entry("REDIS_URL", "there is no Redis"),
            Map.entry("RATE_LIMIT_PER_MINUTE", "set IOTFLOW_RATE_TELEMETRY and its sisters, such as 60/PT1M"),
            Map.entry("RATE_LIMIT_BURST", "set IOTFLOW_RATE_TELEMETRY, such as 60/PT1M,burst=10"),
            Map.entry("API_KEY_LENGTH", "keys have one length, 256 bits"),
            Map.entry("SESSION_TIMEOUT", NOT_NEEDED),
            Map.entry("SECRET_KEY", "set IOTFLOW_KEY_PEPPER, to a secret of its own, before the first start"),
            Map.entry("JWT_SECRET_KEY", NOT_NEEDED),
            Map.entry("MAX_DEVICES_PER_USER", NOT_NEEDED),
            Map.entry("FLASK_APP", NOT_NEEDED),
            Map.entry("FLASK_ENV", NOT_NEEDED),
            Map.entry("FLASK_DEBUG", "set LOG_LEVEL=debug or IOTFLOW_LOG"),
            Map.entry("MQTT_WEBSOCKET_PORT", "the port is the broker's"),
            Map.entry("MQTT_CLEAN_SESSION", "the session is always kept, so that nothing is lost"),
            Map.entry("MQTT_MAX_RETRIES", "it connects again for ever"),
            Map.entry("MQTT_RETRY_DELAY", "pauses grow up to 15 seconds"),
            Map.entry("MQTT_AUTO_RECONNECT", "it connects again for ever"),
            Map.entry("MQTT_MAX_INFLIGHT_MESSAGES", "set MQTT_MAX_IN_FLIGHT"),
            Map.entry("MQTT_MESSAGE_RETRY_SET", NOT_NEEDED),
            Map.entry("MQTT_DEFAULT_QOS", "QoS is 1, and 2 for commands"),
            Map.entry(
                    "MQTT_TLS_INSECURE",
                    "a certificate is always checked: set MQTT_CA_CERT_PATH to what signed the broker's"));

    private final Config config;

    @Inject
    PrototypeSettings(Config config) {
        this.config = config;
    }

    /** Those that have no effect. */
    static Set<String> names() {
        return INSTEAD.keySet();
    }

    void say(@Observes @Initialized(ApplicationScoped.class) Object start) {
        lines().forEach(LOG::warning);
    }

    /** One line for each that is set, in the order of their names. */
    List<String> lines() {
        return new TreeMap<>(INSTEAD)
                .entrySet().stream()
                        .filter(it -> config.getOptionalValue(it.getKey(), String.class)
                                .isPresent())
                        .filter(it -> !isOff(it.getKey()))
                        .map(it -> it.getKey() + " has no effect here: " + it.getValue())
                        .toList();
    }

    /** It asks for what is always so. */
    private boolean isOff(String name) {
        return name.equals("MQTT_TLS_INSECURE")
                && config.getOptionalValue(name, String.class)
                        .filter("false"::equalsIgnoreCase)
                        .isPresent();
    }
}

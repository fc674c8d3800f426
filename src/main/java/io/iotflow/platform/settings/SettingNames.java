package io.iotflow.platform.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.eclipse.microprofile.config.Config;

/** Stops the start with a setting that there is not: misspelt, it would be passed over and look as if it worked. */
@Singleton
class SettingNames {

    /** Settings that have no line in microprofile-config.properties. */
    static final Set<String> WITHOUT_DEFAULT = Set.of(
            "DATABASE_URL",
            "DB_MIGRATION_PASSWORD",
            "DB_MIGRATION_USER",
            "DB_PASSWORD",
            "INFLUXDB_DOWNSAMPLED_BUCKET",
            "INFLUXDB_TOKEN",
            "INFLUXDB_URL",
            "IOTFLOW_ADMIN_API_KEY",
            "IOTFLOW_CORS_ORIGINS",
            "IOTFLOW_KEY_PEPPER",
            "IOTFLOW_LOG",
            "IOTFLOW_NOTIFY_ALLOWED_NETWORKS",
            "IOTFLOW_NOTIFY_SECRET_KEY",
            "IOTFLOW_OIDC_AUDIENCE",
            "IOTFLOW_OIDC_CLIENT_ID",
            "IOTFLOW_OIDC_CLIENT_SECRET",
            "IOTFLOW_OIDC_ISSUER",
            "IOTFLOW_PUBLIC_URL",
            "IOTFLOW_SMTP_FROM",
            "IOTFLOW_SMTP_HOST",
            "IOTFLOW_SMTP_PASSWORD",
            "IOTFLOW_SMTP_USERNAME",
            "IOTFLOW_TRUSTED_PROXIES",
            "LOG_LEVEL",
            "MQTT_ADMIN_PASSWORD",
            "MQTT_ADMIN_USERNAME",
            "MQTT_CA_CERT_PATH",
            "MQTT_CERT_FILE_PATH",
            "MQTT_KEY_FILE_PATH",
            "MQTT_PASSWORD",
            "MQTT_TLS_PORT",
            "MQTT_USERNAME");

    /** What the programs and files beside the application take, which is in their environment and so in ours. */
    private static final Pattern OF_THE_TOOLS = Pattern.compile(
            "IOTFLOW_(DATA|BIND|HEAP|HOME|PLAIN_BIND|SECRETS|TLS|TLS_BIND|TLS_CERTIFICATE_PATH|TLS_KEY_PATH|HTTPS_PORT|MQTTS_PORT|CLIENT_CERTIFICATES)"
                    + "|INFLUXDB_(ADMIN_(TOKEN|USER|USERNAME|PASSWORD)|RETENTION|DOWNSAMPLED_RETENTION|BIND|TEST_[A-Z]+)"
                    + "|MQTT_(TLS_)?BIND");

    /** Kubernetes tells each pod of every service, such as one that is named {@code mqtt}, in variables. */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP)(_\\w+)?)");

    private static final Pattern ADDRESS_OF_KUBERNETES = Pattern.compile("(tcp|udp)://.*");

    private static final Pattern OURS = Pattern.compile("(IOTFLOW|TELEMETRY|MQTT|INFLUXDB)_\\w+");
    private static final Properties SHIPPED = shipped();
    private static final Pattern FORMER = Pattern.compile("\\$\\{([^:}]+):");

    private final Config config;

    @Inject
    SettingNames(Config config) {
        this.config = config;
    }

    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        requireKnown(System.getenv());
    }

    /** Looks at these variables and at all that MicroProfile Config knows. */
    void requireKnown(Map<String, String> environment) {
        Map<String, String> given = new TreeMap<>(environment);
        config.getPropertyNames().forEach(it -> given.putIfAbsent(Variable.of(it), ""));
        Set<String> known = known();
        List<String> unknown = given.entrySet().stream()
                .filter(it -> OURS.matcher(it.getKey()).matches())
                .filter(it -> !known.contains(it.getKey())
                        && !OF_THE_TOOLS.matcher(it.getKey()).matches()
                        && !OF_KUBERNETES.matcher(it.getKey()).matches()
                        && !ADDRESS_OF_KUBERNETES.matcher(it.getValue()).matches())
                .map(it -> it.getKey() + " is no setting: did you mean " + nearest(it.getKey(), known) + "?")
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    String.join(" ", unknown) + " Correct or remove it; src/docs/configuration.md lists all settings.");
        }
    }

    private static Set<String> known() {
        Set<String> known = new HashSet<>(WITHOUT_DEFAULT);
        known.addAll(PrototypeSettings.names());
        for (String key : SHIPPED.stringPropertyNames()) {
            known.add(Variable.of(key));
            Matcher former = FORMER.matcher(SHIPPED.getProperty(key));
            while (former.find()) {
                known.add(Variable.of(former.group(1)));
            }
        }
        return known;
    }

    /** The keys of all settings that may be given, in their order; not the former names. */
    static List<String> keys() {
        return Stream.concat(
                        SHIPPED.stringPropertyNames().stream().filter(it -> !it.startsWith("mp.")),
                        WITHOUT_DEFAULT.stream().map(Variable::keyOf))
                .sorted()
                .toList();
    }

    /** The former name of a setting whose default refers to it. */
    static Optional<String> formerOf(String key) {
        return Optional.ofNullable(SHIPPED.getProperty(key))
                .map(FORMER::matcher)
                .filter(Matcher::find)
                .map(it -> it.group(1));
    }

    private static Properties shipped() {
        Properties shipped = new Properties();
        try (InputStream in = SettingNames.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            shipped.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shipped;
    }

    private static String nearest(String name, Collection<String> known) {
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity(); // a common beginning counts most
        return known.stream()
                .max(Comparator.comparing((String it) -> similarity.apply(name, it))
                        .thenComparing(it -> it))
                .orElseThrow();
    }
}

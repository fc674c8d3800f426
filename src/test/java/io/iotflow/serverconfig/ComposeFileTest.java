package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** compose.yaml, without a container engine: it agrees with the files beside it, and keeps our rules for services. */
class ComposeFileTest {

    /** PostgreSQL, the broker and InfluxDB's token, which the file itself provides, and old names. */
    private static final Pattern OF_WHAT_IS_BESIDE_IT = Pattern.compile("DATABASE_URL|DB_(HOST|PORT|NAME|USER)"
            + "|MQTT_(USE_TLS|TLS_PORT|ADMIN_\\w+|\\w+_PATH|KEEPALIVE)|INFLUXDB_TOKEN"
            + "|IOTFLOW_RATE_(QUESTIONS|EXCHANGE_INTERVAL)");

    private static final Path FOLDER = Path.of("server-config");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(:[-?])?([^}]*)}");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|KEY|PEPPER)");

    /** Made by whoever starts the stack: the build's result and the certificate. */
    private static final Set<String> MADE = Set.of("certs");

    private static String text;
    private static Map<String, Object> compose;

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(FOLDER.resolve("compose.yaml")).replaceAll("(?m)^\\s*#.*", "");
        compose = new Yaml().load(text);
    }

    @Test
    void everyVariableIsMadeByTheScriptOrHasADefault() throws IOException {
        String script = Files.readString(FOLDER.resolve("make-env.sh"));
        for (MatchResult variable : variables()) {
            String name = variable.group(1);
            boolean isMade =
                    Pattern.compile("(?m)^" + name + "=").matcher(script).find();
            if (":?".equals(variable.group(2))) {
                assertTrue(isMade, name + " is demanded, and the script does not make it");
                assertTrue(variable.group(3).contains("make-env.sh"), name + " does not say what to do");
            } else {
                assertEquals(":-", variable.group(2), name + " has no default");
            }
        }
    }

    /** Compose gives a container a variable of .env only where the file names it. */
    @Test
    void everySettingOfTheDocumentationReachesTheApplication() {
        Set<String> names = new TreeSet<>(
                Page.of(Path.of("src/docs/configuration.md")).rows().keySet());
        names.removeIf(it -> !it.matches("[A-Z]+_[A-Z_]+")
                || OF_WHAT_IS_BESIDE_IT.matcher(it).matches());
        names.removeAll(environment("iotflow").keySet());
        assertEquals(Set.of(), names);
    }

    @Test
    void everySecretIsDemandedAndNoneIsWrittenDown() {
        for (MatchResult variable : variables()) {
            if (SECRET.matcher(variable.group(1)).matches()) {
                assertEquals(":?", variable.group(2), variable.group(1) + " may be missing");
            }
        }
        everyService()
                .forEach(service -> environment(service).forEach((name, value) -> {
                    boolean isNamedOnly = value.isEmpty(); // as .env says
                    if (SECRET.matcher(name).matches() && !isNamedOnly) {
                        assertTrue(value.startsWith("${"), service + " has " + name + " written down");
                    }
                }));
    }

    @Test
    void everythingThatTheScriptMakesIsUsed() throws IOException {
        Set<String> used = variables().stream().map(it -> it.group(1)).collect(Collectors.toSet());
        Pattern assignment = Pattern.compile("(?m)^([A-Z_]+)=");
        assignment
                .matcher(Files.readString(FOLDER.resolve("make-env.sh")))
                .results()
                .map(it -> it.group(1))
                .forEach(name -> assertTrue(used.contains(name), name + " is made, and nobody reads it"));
    }

    @ParameterizedTest
    @MethodSource("everyService")
    void pinsItsImage(String service) {
        String image = (String) service(service).get("image");

        assertTrue(image.matches("[a-z/-]+:v?\\d+(\\.\\d+){1,2}"), image);
    }

    @Test
    void buildsTheImageOfThisVersionFromOurDockerfile() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.replaceAll("(?s).*?<artifactId>iotflow</artifactId>\\s*<version>(.*?)</version>.*", "$1");
        Map<String, Object> build = map(service("iotflow").get("build"));

        assertEquals("iotflow:" + version, service("iotflow").get("image"));
        assertEquals(Map.of("VERSION", version), build.get("args"));
        Path context = FOLDER.resolve((String) build.get("context")).normalize();
        assertEquals(Path.of("target"), context);
        Path dockerfile = context.resolve((String) build.get("dockerfile")).normalize();
        assertEquals(FOLDER.resolve("Dockerfile"), dockerfile);
        assertTrue(Files.readString(dockerfile).contains("ADD iotflow-${VERSION}.tar.gz"));
    }

    /** What the image's user must read is made for that user, and the image is started with what it has. */
    @Test
    void givesTheImagesUserItsFiles() throws IOException {
        String dockerfile = Files.readString(FOLDER.resolve("Dockerfile"));
        String user = dockerfile.replaceAll("(?s).*\\nUSER (\\d+):.*", "$1");

        assertTrue(list(service("iotflow-certificate").get("entrypoint")).contains(user));
        assertTrue(Files.readString(FOLDER.resolve("influxdb/tokens.sh")).contains("token iotflow " + user + " "));
        List<String> targets = list(service("iotflow").get("volumes")).stream()
                .map(it -> (String) map(it).get("target"))
                .toList();
        for (String setting : List.of("IOTFLOW_SECRETS", "IOTFLOW_TLS_CERTIFICATE_PATH", "IOTFLOW_TLS_KEY_PATH")) {
            String file = environment("iotflow").get(setting);
            assertTrue(targets.stream().anyMatch(file::startsWith), setting);
        }
        assertTrue(dockerfile.contains("CMD " + "[\"start\", \"--foreground\", \"--log-format\", \"json\"]"));
        assertEquals(
                List.of("start", "--foreground", "--log-format", "json"),
                service("iotflow").get("command"));
    }

    @Test
    void prometheusLoadsTheAlertRules() throws IOException {
        Map<String, Object> prometheus = new Yaml().load(Files.readString(FOLDER.resolve("prometheus/prometheus.yml")));

        for (Object file : list(prometheus.get("rule_files"))) {
            assertTrue(Files.exists(FOLDER.resolve("prometheus").resolve((String) file)), file + " is missing");
        }
        assertEquals(List.of("alerts.yml"), prometheus.get("rule_files"));
        assertTrue(list(service("prometheus").get("volumes")).stream()
                .anyMatch(it ->
                        "prometheus".equals(map(it).get("source")) && "/etc/prometheus".equals(map(it).get("target"))));
    }

    @ParameterizedTest
    @MethodSource("everyService")
    void hasNoMoreRightsAndResourcesThanItNeeds(String service) {
        Map<String, Object> it = service(service);

        assertEquals(List.of("ALL"), it.get("cap_drop"));
        assertEquals(List.of("no-new-privileges:true"), it.get("security_opt"));
        assertEquals(true, it.get("read_only"));
        assertTrue(it.keySet().containsAll(Set.of("mem_limit", "cpus", "pids_limit", "logging")));
        assertFalse(it.containsKey("privileged"));
        assertTrue(it.containsKey("networks") || "none".equals(it.get("network_mode")));
    }

    @ParameterizedTest
    @MethodSource("everyService")
    void isCheckedAndStartedAgainUnlessItIsAJob(String service) {
        Map<String, Object> it = service(service);

        if ("no".equals(it.get("restart"))) {
            assertTrue(it.containsKey("entrypoint"), "a job says what it does");
        } else {
            assertEquals("unless-stopped", it.get("restart"));
            assertTrue(
                    map(it.get("healthcheck")).keySet().containsAll(Set.of("test", "interval", "timeout", "retries")));
        }
    }

    @ParameterizedTest
    @MethodSource("everyService")
    void waitsForServicesThatAreHealthyAndJobsThatAreDone(String service) {
        map(service(service).getOrDefault("depends_on", Map.of())).forEach((other, how) -> {
            boolean isJob = "no".equals(service(other).get("restart"));
            assertEquals(
                    isJob ? "service_completed_successfully" : "service_healthy", map(how).get("condition"), other);
        });
    }

    @Test
    void startsTheApplicationAfterTheDatabaseAndTheBroker() {
        assertTrue(map(service("iotflow").get("depends_on"))
                .keySet()
                .containsAll(Set.of("postgresql", "mosquitto", "influxdb-tokens")));
    }

    @ParameterizedTest
    @MethodSource("everyService")
    void mountsFilesThatAreThereAndVolumesThatAreDeclared(String service) {
        for (Object mount : list(service(service).get("volumes"))) {
            String source = (String) map(mount).get("source");
            if ("bind".equals(map(mount).get("type"))) {
                assertEquals(Map.of("create_host_path", false), map(mount).get("bind"), source);
                assertEquals(true, map(mount).get("read_only"), source);
                assertTrue(MADE.contains(source) || Files.exists(FOLDER.resolve(source)), source + " is missing");
            } else {
                assertTrue(map(compose.get("volumes")).containsKey(source), source + " is not declared");
            }
        }
    }

    @Test
    void opensToAllOnlyWhatIsOverTls() {
        Set<String> open = new TreeSet<>();
        everyService()
                .forEach(service -> list(service(service).get("ports")).forEach(port -> {
                    MatchResult bind = VARIABLE.matcher((String) port)
                            .results()
                            .findFirst()
                            .orElseThrow();
                    if (!bind.group(3).equals("127.0.0.1")) {
                        open.add((String) port);
                    }
                }));
        assertEquals(Set.of("${MQTT_TLS_BIND:-0.0.0.0}:8883:8883", "${IOTFLOW_TLS_BIND:-0.0.0.0}:5443:5443"), open);
    }

    @Test
    void scrapesAndReadsServicesThatAreThere() throws IOException {
        String others = Files.readString(FOLDER.resolve("prometheus/prometheus.yml"))
                + Files.readString(FOLDER.resolve("grafana/provisioning/datasources/iotflow.yaml"));
        Pattern.compile("(?:http://|\")([a-z]+):\\d+")
                .matcher(others)
                .results()
                .map(it -> it.group(1))
                .filter(host -> !host.equals("localhost"))
                .forEach(host -> assertTrue(everyService().anyMatch(host::equals), host + " is no service"));
    }

    private static List<MatchResult> variables() {
        return VARIABLE.matcher(text).results().toList();
    }

    private static Stream<String> everyService() {
        return map(compose.get("services")).keySet().stream();
    }

    private static Map<String, Object> service(String name) {
        return map(map(compose.get("services")).get(name));
    }

    private static Map<String, String> environment(String service) {
        return map(service(service).getOrDefault("environment", Map.of())).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, it -> it.getValue() == null ? "" : String.valueOf(it.getValue())));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object object) {
        return (Map<String, Object>) object;
    }

    private static Collection<?> list(Object object) {
        return object == null ? List.of() : (Collection<?>) object;
    }
}

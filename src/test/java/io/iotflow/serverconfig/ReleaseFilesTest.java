package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.iotflow.docs.Page;
import io.iotflow.stack.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What is shipped for Kubernetes, systemd and containers, without any of them: it agrees with the product and itself. */
class ReleaseFilesTest {

    private static final Path KUBERNETES = Path.of("server-config/kubernetes");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|KEY|PEPPER)");
    private static final Pattern VERSION = Pattern.compile("<artifactId>iotflow</artifactId>\\s*<version>([^<]+)<");

    @Test
    void manifestsAreThoseOfTheKustomizationAndSettingsAreOurs() throws IOException {
        assertEquals(
                Set.of("StatefulSet", "Service", "ConfigMap", "PodDisruptionBudget", "NetworkPolicy"),
                manifests().stream().map(it -> (String) it.get("kind")).collect(Collectors.toSet()));
        Set<String> known = Page.of(Path.of("src/docs/configuration.md")).rows().keySet();
        Set<String> used = new TreeSet<>(map(manifest("ConfigMap").get("data")).keySet());
        list(container().get("env")).forEach(it -> used.add((String) map(it).get("name")));
        assertEquals(Set.of(), used.stream().filter(it -> !known.contains(it)).collect(Collectors.toSet()));
    }

    @Test
    void secretsAreReferencesAndNoneIsWrittenDown() throws IOException {
        map(manifest("ConfigMap").get("data"))
                .keySet()
                .forEach(it -> assertFalse(SECRET.matcher(it).matches(), it));
        for (Object each : list(container().get("env"))) {
            String name = (String) map(each).get("name");
            assertFalse(map(each).containsKey("value"), name);
            if (SECRET.matcher(name).matches()) {
                Map<String, Object> reference =
                        new HashMap<>(map(map(map(each).get("valueFrom")).get("secretKeyRef")));
                boolean isOptional = reference.remove("optional") != null;
                assertEquals(Map.of("name", "iotflow", "key", name), reference);
                assertEquals(name.startsWith("DB_MIGRATION_"), isOptional, name);
            }
        }
    }

    @Test
    void nodesShareTheSubscriptionAndHaveSessionsOfTheirOwn() throws IOException {
        assertEquals(2, map(manifest("StatefulSet").get("spec")).get("replicas"));
        assertEquals("true", map(manifest("ConfigMap").get("data")).get("MQTT_SHARED_SUBSCRIPTION"));
        assertTrue(list(container().get("env")).stream()
                .anyMatch(it -> map(it).get("name").equals("MQTT_CLIENT_ID")
                        && it.toString().contains("fieldPath=metadata.name")));
        assertEquals(false, pod().get("enableServiceLinks"));
        assertEquals(1, map(manifest("PodDisruptionBudget").get("spec")).get("minAvailable"));
    }

    @Test
    void probesAskForPathsThatAreThere() throws IOException {
        String operations = Files.readString(Path.of("src/docs/operations.md"));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            String path =
                    (String) map(map(container().get(probe)).get("httpGet")).get("path");
            assertTrue(operations.contains("`" + path + "`"), probe + " asks for " + path);
        }
        assertEquals(
                "/health/ready",
                map(map(container().get("readinessProbe")).get("httpGet")).get("path"));
    }

    @Test
    void theContainerHasNoRightsAndTheSelectorsFindIt() throws IOException {
        Map<String, Object> security = map(container().get("securityContext"));
        assertEquals(true, map(pod().get("securityContext")).get("runAsNonRoot"));
        assertEquals(false, security.get("allowPrivilegeEscalation"));
        assertEquals(true, security.get("readOnlyRootFilesystem"));
        Map<String, Object> label = Map.of("app.kubernetes.io/name", "iotflow");
        Pattern.compile("app\\.kubernetes\\.io/name: (\\w+)")
                .matcher(texts())
                .results()
                .forEach(it -> assertEquals("iotflow", it.group(1)));
        for (String kind : List.of("StatefulSet", "PodDisruptionBudget")) {
            assertEquals(
                    label,
                    map(map(map(manifest(kind).get("spec")).get("selector")).get("matchLabels")),
                    kind);
        }
    }

    @Test
    void theVersionIsThePoms() throws IOException {
        String version = VERSION.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .findFirst()
                .map(it -> it.group(1))
                .orElseThrow();

        assertTrue(Files.readString(KUBERNETES.resolve("kustomization.yaml")).contains("newTag: " + version));
        assertTrue(Files.readString(Path.of("CHANGELOG.md")).contains("\n## " + version + " "));
        assertEquals(
                List.of(),
                Pattern.compile("iotflow[-:](\\d+\\.\\d+\\.\\d+)")
                        .matcher(Files.readString(Path.of("src/docs/operations.md"))
                                + Files.readString(Path.of("server-config/Dockerfile")))
                        .results()
                        .map(it -> it.group(1))
                        .filter(it -> !it.equals(version))
                        .toList());
    }

    @Test
    void imagesArePinnedAndNotRoot() throws IOException {
        String dockerfile = Files.readString(Path.of("server-config/Dockerfile"));
        List<String> from = Pattern.compile("(?m)^FROM (\\S+)")
                .matcher(dockerfile)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();

        from.forEach(it -> assertTrue(it.matches("[a-z-]+:\\d+(\\.\\d+)+_\\d+-jre"), it));
        assertTrue(dockerfile.contains("\nUSER 10001:10001\n"));
        assertTrue(dockerfile.contains("\nHEALTHCHECK "));
    }

    @Test
    void theUnitStartsWhatIsThere() throws IOException {
        String unit = Files.readString(Path.of("server-config/systemd/iotflow.service"));

        assertTrue(unit.contains("\nExecStart=/opt/iotflow/bin/iotflow start --foreground\n"));
        assertTrue(unit.contains("\nUser=iotflow\n") && unit.contains("\nRestart=on-failure\n"));
        assertTrue(Files.isExecutable(Path.of("bin/iotflow")));
    }

    /** With a program that is there on every machine in place of ours. */
    @Test
    void systemdTakesTheUnit(@TempDir Path folder) throws IOException {
        String reason = "systemd-analyze is not installed";
        boolean isThere = Scripts.canRun("systemd-analyze", "--version");
        if (!isThere) {
            System.out.println("Skipped: " + reason);
        }
        assumeTrue(isThere, reason);
        Path unit = folder.resolve("iotflow.service");
        String text = Files.readString(Path.of("server-config/systemd/iotflow.service"));
        Files.writeString(unit, text.replace("=/opt/iotflow/bin/iotflow", "=/bin/true"));

        assertEquals(
                new Scripts.Result(0, ""),
                Scripts.result(Map.of(), Path.of("/usr/bin/env"), "systemd-analyze", "verify", unit.toString()));
    }

    private static List<Map<String, Object>> manifests() throws IOException {
        List<Map<String, Object>> manifests = new ArrayList<>();
        for (Object file : list(kustomization().get("resources"))) {
            for (Object each : new Yaml().loadAll(Files.readString(KUBERNETES.resolve((String) file)))) {
                manifests.add(map(each));
            }
        }
        return manifests;
    }

    private static String texts() throws IOException {
        StringBuilder texts = new StringBuilder();
        for (Object file : list(kustomization().get("resources"))) {
            texts.append(Files.readString(KUBERNETES.resolve((String) file)));
        }
        return texts.toString();
    }

    private static Map<String, Object> kustomization() throws IOException {
        return map(new Yaml().load(Files.readString(KUBERNETES.resolve("kustomization.yaml"))));
    }

    private static Map<String, Object> manifest(String kind) throws IOException {
        return manifests().stream()
                .filter(it -> it.get("kind").equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> pod() throws IOException {
        return map(map(map(manifest("StatefulSet").get("spec")).get("template")).get("spec"));
    }

    private static Map<String, Object> container() throws IOException {
        return map(list(pod().get("containers")).iterator().next());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object object) {
        return (Map<String, Object>) object;
    }

    private static Collection<?> list(Object object) {
        return (Collection<?>) object;
    }
}

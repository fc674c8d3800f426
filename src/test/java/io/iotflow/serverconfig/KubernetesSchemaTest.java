package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Our manifests against Kubernetes' own types: a member that there is not, or of another type, fails. */
class KubernetesSchemaTest {

    private static final Path FOLDER = Path.of("server-config/kubernetes");

    /** What we use of Kubernetes, by apiVersion and kind. */
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of(
            "apps/v1 StatefulSet", StatefulSet.class,
            "v1 Service", Service.class,
            "v1 ConfigMap", ConfigMap.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    /** The types keep members that they do not know, which would hide a misspelt one. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private record Manifest(String place, Map<String, Object> content) {

        HasMetadata read() {
            Class<? extends HasMetadata> type = TYPES.get(content.get("apiVersion") + " " + content.get("kind"));
            if (type == null) {
                throw new IllegalArgumentException(place + " is of no kind that is known here");
            }
            return STRICT.convertValue(content, type);
        }

        @Override
        public String toString() {
            return place;
        }
    }

    static List<Manifest> manifests() throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                if (!file.endsWith("kustomization.yaml")) {
                    for (Object each : new Yaml().loadAll(Files.readString(file))) {
                        Map<String, Object> content = map(each);
                        manifests.add(new Manifest(file.getFileName() + " " + content.get("kind"), content));
                    }
                }
            }
        }
        return manifests;
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void isWhatKubernetesTakes(Manifest manifest) {
        HasMetadata read = assertDoesNotThrow(manifest::read);

        assertFalse(read.getMetadata().getName().isBlank());
    }

    @Test
    void aMisspeltMemberAndAWrongTypeAreFound() throws IOException {
        Manifest nodes = manifests().stream()
                .filter(it -> it.place().endsWith("StatefulSet"))
                .findFirst()
                .orElseThrow();
        nodes.read();
        Map<String, Object> spec = map(nodes.content().get("spec"));
        Map<String, Object> pod = map(map(spec.get("template")).get("spec"));

        Object replicas = spec.put("replicas", "two");
        assertThrows(IllegalArgumentException.class, nodes::read);
        spec.put("replicas", replicas);
        pod.put("terminationGraceSeconds", 60);
        String said = assertThrows(IllegalArgumentException.class, nodes::read).getMessage();
        assertTrue(said.contains("terminationGraceSeconds"), said);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object object) {
        return (Map<String, Object>) object;
    }
}

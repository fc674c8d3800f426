package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.iotflow.platform.json.Json;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** META-INF/openapi.yaml is written by hand; this compares it with the resource methods that it describes. */
@AnalyzeClasses(packages = "io.iotflow", importOptions = ImportOption.DoNotIncludeTests.class)
class OpenApiFileTest {

    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");

    @ArchTest
    static void describesEveryResourceMethodAndNothingElse(JavaClasses classes) {
        assertEquals(methods(classes).keySet(), operations().keySet());
    }

    @ArchTest
    static void hasTheParametersOfEachMethodWithTheirDefaults(JavaClasses classes) {
        Map<String, Map<String, Object>> described = operations();
        methods(classes).forEach((name, method) -> {
            Map<String, String> parameters = parameters(described.get(name));
            if (takesItsQueryApart(method)) {
                return;
            }
            assertEquals(parameters(method), parameters, name);
        });
    }

    @ArchTest
    static void hasTheMediaTypesThatEachMethodAnswers(JavaClasses classes) {
        Map<String, Map<String, Object>> described = operations();
        methods(classes).forEach((name, method) -> {
            Set<String> types = answers(described.get(name)).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(types.isEmpty() ? Set.of() : produced(method), types, name);
        });
    }

    @ArchTest
    static void hasExamplesThatAreJson(JavaClasses classes) {
        operations().forEach((name, operation) -> {
            Stream<Object> bodies = Stream.concat(
                    Stream.ofNullable(operation.get("requestBody")),
                    object(operation.get("responses")).values().stream());
            bodies.map(it -> object(it).get("content"))
                    .filter(it -> it != null && object(it).containsKey("application/json"))
                    .map(it -> object(object(it).get("application/json")).get("examples"))
                    .filter(it -> it != null) // what has none refers to a schema of the file
                    .map(it -> object(it))
                    .flatMap(it -> it.values().stream())
                    .forEach(it -> assertDoesNotThrow(
                            () -> Json.readObject((String) object(it).get("value")), name));
        });
    }

    private static Map<String, Method> methods(JavaClasses classes) {
        Map<String, Method> methods = new TreeMap<>();
        classes.stream()
                .filter(it -> it.isAnnotatedWith(Path.class))
                .map(it -> it.reflect())
                .flatMap(it -> Arrays.stream(it.getDeclaredMethods()))
                .forEach(method -> verb(method).ifPresent(verb -> methods.put(verb + " " + path(method), method)));
        return methods;
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(it -> it.annotationType().getAnnotation(HttpMethod.class))
                .filter(it -> it != null)
                .map(it -> it.value().toLowerCase(Locale.ROOT))
                .findFirst();
    }

    private static String path(Method method) {
        return "/api/v1/"
                + Stream.of(method.getDeclaringClass().getAnnotation(Path.class), method.getAnnotation(Path.class))
                        .filter(it -> it != null)
                        .flatMap(it -> Arrays.stream(it.value().split("/")))
                        .filter(it -> !it.isEmpty())
                        .map(it -> it.replaceAll("\\{\\s*(\\w+).*}", "{$1}"))
                        .collect(Collectors.joining("/"));
    }

    /** Whether it reads the query by itself, so that Java's types say nothing of its parameters. */
    private static boolean takesItsQueryApart(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .anyMatch(it -> it.getSimpleName().equals("UriInfo"));
    }

    private static Map<String, String> parameters(Method method) {
        Map<String, String> parameters = new TreeMap<>();
        for (Parameter parameter : method.getParameters()) {
            DefaultValue byDefault = parameter.getAnnotation(DefaultValue.class);
            String value = byDefault == null ? "" : "=" + byDefault.value();
            if (parameter.isAnnotationPresent(QueryParam.class)) {
                parameters.put(
                        "query " + parameter.getAnnotation(QueryParam.class).value(), value);
            }
            if (parameter.isAnnotationPresent(HeaderParam.class)) {
                parameters.put(
                        "header " + parameter.getAnnotation(HeaderParam.class).value(), value);
            }
        }
        return parameters;
    }

    private static Set<String> produced(Method method) {
        Produces own = method.getAnnotation(Produces.class);
        Produces produces = own == null ? method.getDeclaringClass().getAnnotation(Produces.class) : own;
        return produces == null ? Set.of() : new TreeSet<>(List.of(produces.value()));
    }

    private static Map<String, Map<String, Object>> operations() {
        Map<String, Map<String, Object>> operations = new TreeMap<>();
        object(file().get("paths"))
                .forEach((path, item) -> object(item).forEach((verb, operation) -> {
                    if (VERBS.contains(verb)) {
                        operations.put(verb + " " + path, object(operation));
                    }
                }));
        return operations;
    }

    private static Map<String, String> parameters(Map<String, Object> operation) {
        Map<String, String> parameters = new TreeMap<>();
        for (Object each : (List<?>) operation.getOrDefault("parameters", List.of())) {
            Map<String, Object> parameter = object(each);
            if (!parameter.get("in").equals("path")) {
                Object value =
                        object(parameter.getOrDefault("schema", Map.of())).get("default");
                parameters.put(parameter.get("in") + " " + parameter.get("name"), value == null ? "" : "=" + value);
            }
        }
        return parameters;
    }

    private static Stream<String> answers(Map<String, Object> operation) {
        return object(operation.get("responses")).entrySet().stream()
                .filter(it -> it.getKey().startsWith("2"))
                .map(it -> object(it.getValue()).get("content"))
                .filter(it -> it != null)
                .flatMap(it -> object(it).keySet().stream());
    }

    private static Map<String, Object> file() {
        try (InputStream file = OpenApiFileTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return new Yaml().load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // a YAML mapping, whose keys are text here
    private static Map<String, Object> object(Object mapping) {
        return (Map<String, Object>) mapping;
    }
}

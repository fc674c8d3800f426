package io.iotflow.platform.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The resource methods by HTTP method and path, to look up what the OpenAPI document does not say: who may call. */
@ApplicationScoped
class ResourceMethods {

    private static final String BASE = "/api/v1";

    private final Map<String, Method> methods = new ConcurrentHashMap<>();

    void add(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        String path = BASE
                + Stream.of(resource.getResourceClass().getAnnotation(Path.class), method.getAnnotation(Path.class))
                        .filter(it -> it != null)
                        .flatMap(it -> Arrays.stream(it.value().split("/")))
                        .filter(it -> !it.isEmpty())
                        .map(it -> "/" + it)
                        .collect(Collectors.joining());
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                methods.put(key(verb.value(), path), method);
            }
        }
    }

    Optional<Method> find(String verb, String path) {
        return Optional.ofNullable(methods.get(key(verb, path)));
    }

    /** Parameters are one whatever their names and patterns are: OpenAPI writes them without. */
    private static String key(String verb, String path) {
        return verb + " " + path.replaceAll("\\{[^}]*}", "{}");
    }
}

package io.iotflow.refusal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paths to which devices' messages are posted. By path, because of a request of another content type no method is chosen. */
@ApplicationScoped
class MessageOperations {

    private final Set<String> paths = ConcurrentHashMap.newKeySet();

    void add(Class<?> resource, Method method) {
        if (method.isAnnotationPresent(TakesMessages.class)) {
            paths.add(Stream.of(resource.getAnnotation(Path.class), method.getAnnotation(Path.class))
                    .filter(it -> it != null)
                    .map(it -> normal(it.value()))
                    .collect(Collectors.joining("/")));
        }
    }

    boolean contains(String method, String path) {
        return method.equals("POST") && paths.contains(normal(path));
    }

    private static String normal(String path) {
        return Arrays.stream(path.split("/")).filter(it -> !it.isEmpty()).collect(Collectors.joining("/"));
    }
}

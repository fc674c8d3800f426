package io.iotflow.platform.web;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.annotation.Priority;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses a body that says something where the operation takes none, by the method's own signature: who deletes with {@code
 * {"id":5}} must not find everything deleted. An empty one, {@code {}} and {@code null} pass, which clients send by
 * themselves. Comes behind {@link io.iotflow.security.BodyLimit}.
 */
@Provider
@Priority(Priorities.USER + 100)
public class UnexpectedBody implements ContainerRequestFilter {

    private static final Set<String> METHODS = Set.of("POST", "PUT", "DELETE");
    private static final Map<Method, Boolean> TAKING = new ConcurrentHashMap<>();

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext context) throws IOException {
        if (METHODS.contains(context.getMethod())
                && context.hasEntity()
                && !TAKING.computeIfAbsent(resource.getResourceMethod(), UnexpectedBody::takesBody)) {
            List<Violation> violations = violations(context.getEntityStream().readAllBytes());
            if (!violations.isEmpty()) {
                throw Problem.invalid(violations);
            }
        }
    }

    /** The parameter without an annotation is the body (Jakarta REST 3.1, section 3.3.2.1). */
    static boolean takesBody(Method method) {
        return Arrays.stream(method.getParameters())
                .map(Parameter::getAnnotations)
                .anyMatch(it -> it.length == 0);
    }

    static List<Violation> violations(byte[] body) {
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return List.of();
        }
        try {
            JsonValue value = Json.read(body);
            if (value == JsonValue.NULL) {
                return List.of();
            }
            if (value instanceof JsonObject object) {
                return object.keySet().stream()
                        .map(name -> new Violation(name, "is not a known member; this operation has no body"))
                        .toList();
            }
        } catch (MalformedJson e) {
            // It is refused as what it is: a body.
        }
        return List.of(new Violation("body", "is not taken by this operation"));
    }
}

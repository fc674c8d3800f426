package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.annotation.Priority;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refuses a query parameter that the operation does not have, one that is given twice though it has one value, and a flag
 * that is neither true nor false, by the method's own signature: a misspelt filter must not select, or delete, everything.
 * Comes after access and limits, so that it tells nobody what he may not call. What InfluxDB's clients send to
 * {@code /api/v2/write} is theirs, and passes.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 200)
public class KnownParameters implements ContainerRequestFilter {

    private static final Map<Method, Map<String, Class<?>>> TYPES = new ConcurrentHashMap<>();
    private static final Set<String> FLAGS = Set.of("true", "false");

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        MultivaluedMap<String, String> given = context.getUriInfo().getQueryParameters();
        if (given.isEmpty() || request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) != null) {
            return;
        }
        List<Violation> violations =
                violations(TYPES.computeIfAbsent(resource.getResourceMethod(), KnownParameters::of), given);
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
    }

    /** The types of a method's query parameters by name. */
    static Map<String, Class<?>> of(Method method) {
        Map<String, Class<?>> types = new TreeMap<>();
        for (var parameter : method.getParameters()) {
            QueryParam name = parameter.getAnnotation(QueryParam.class);
            if (name != null) {
                types.put(name.value(), parameter.getType());
            }
        }
        return types;
    }

    static List<Violation> violations(Map<String, Class<?>> known, Map<String, List<String>> given) {
        List<Violation> violations = new ArrayList<>(0);
        given.forEach((name, values) -> {
            Class<?> type = known.get(name);
            if (type == null) {
                violations.add(new Violation(name, unknown(known.keySet())));
            } else if (values.size() > 1 && !Collection.class.isAssignableFrom(type)) {
                violations.add(new Violation(name, "is given " + values.size() + " times; give it once"));
            } else if ((type == boolean.class || type == Boolean.class)
                    && !values.stream().allMatch(KnownParameters::isFlag)) {
                violations.add(new Violation(name, "must be true or false"));
            }
        });
        return violations;
    }

    /** In any case: Python's clients write {@code True}. */
    private static boolean isFlag(String value) {
        return FLAGS.contains(value.toLowerCase(Locale.ROOT));
    }

    private static String unknown(Set<String> known) {
        return known.isEmpty()
                ? "is not a parameter of this operation; it has none"
                : "is not a parameter of this operation; it has " + String.join(", ", known);
    }
}

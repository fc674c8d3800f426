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
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Refuses a query parameter that the operation does not have, by the method's own signature: a misspelt filter must not
 * select, or delete, everything. Comes after access and limits, so that it tells nobody what he may not call. What
 * InfluxDB's clients send to {@code /api/v2/write} is theirs, and passes.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 200)
public class KnownParameters implements ContainerRequestFilter {

    private static final Map<Method, Set<String>> NAMES = new ConcurrentHashMap<>();

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        Set<String> given = context.getUriInfo().getQueryParameters().keySet();
        if (given.isEmpty() || request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI) != null) {
            return;
        }
        Set<String> known = NAMES.computeIfAbsent(resource.getResourceMethod(), KnownParameters::of);
        List<Violation> unknown = given.stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Violation(name, message(known)))
                .toList();
        if (!unknown.isEmpty()) {
            throw Problem.invalid(unknown);
        }
    }

    static Set<String> of(Method method) {
        return Arrays.stream(method.getParameters())
                .map(it -> it.getAnnotation(QueryParam.class))
                .filter(it -> it != null)
                .map(QueryParam::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String message(Set<String> known) {
        return known.isEmpty()
                ? "is not a parameter of this operation; it has none"
                : "is not a parameter of this operation; it has " + String.join(", ", known);
    }
}

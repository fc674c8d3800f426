package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.AnsweredProblem;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What InfluxDB's clients are told at InfluxDB's addresses: {@code {"code", "message"}} of version 2, {@code {"error"}} of
 * version 1. Telegraf drops what is refused with a "partial write", and sends other things again for ever.
 */
@Provider
public class InfluxErrors implements ContainerResponseFilter {

    private static final Map<Integer, String> CODES = Map.of(
            400, "invalid",
            401, "unauthorized",
            403, "forbidden",
            404, "not found",
            405, "method not allowed",
            413, "request too large",
            415, "invalid",
            429, "too many requests",
            503, "unavailable");

    private static final int MAX_VIOLATIONS = 10;

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext answer) {
        String address = InfluxAddresses.of(request).orElse(null);
        if (answer.getStatus() < 400 || address == null) {
            return;
        }
        String message = AnsweredProblem.of(request)
                .map(InfluxErrors::message)
                .orElse(CODES.getOrDefault(answer.getStatus(), "internal error"));
        boolean isVersion2 = address.equals(InfluxAddresses.VERSION_2);
        JsonObject body = isVersion2
                ? Json.createObjectBuilder()
                        .add("code", CODES.getOrDefault(answer.getStatus(), "internal error"))
                        .add("message", message)
                        .build()
                : Json.createObjectBuilder().add("error", message).build();
        answer.setEntity(body.toString());
        answer.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_TYPE);
    }

    private static String message(Problem problem) {
        if (problem.violations().isEmpty()) {
            return problem.getMessage();
        }
        String lines = problem.violations().stream()
                .limit(MAX_VIOLATIONS)
                .map(InfluxErrors::sentence)
                .collect(Collectors.joining("; "));
        int more = problem.violations().size() - MAX_VIOLATIONS;
        return "partial write: " + problem.getMessage() + ": " + lines + (more > 0 ? "; and " + more + " more" : "");
    }

    private static String sentence(Violation violation) {
        return violation.field() + " " + violation.message();
    }
}

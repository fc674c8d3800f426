package io.iotflow.monitoring;

import io.iotflow.platform.json.Json;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * {@code GET /health} in the Python prototype's words. It stands before MicroProfile Health's page of the same address;
 * {@code /health/ready} and its sisters stay MicroProfile's.
 */
public class HealthPage extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Inject
    @Any
    @Readiness
    private transient Instance<HealthCheck> checks;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!List.of("GET", "HEAD").contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        List<HealthCheckResponse> parts = checks.stream().map(HealthCheck::call).toList();
        boolean healthy = parts.stream().allMatch(it -> it.getStatus() == HealthCheckResponse.Status.UP);
        JsonObjectBuilder answer = Json.createObjectBuilder()
                .add("status", healthy ? "healthy" : "unhealthy")
                .add(
                        "message",
                        healthy ? "IoTFlow is running" : "IoTFlow cannot take readings: a part that it needs is down")
                .add("version", Version.of(getServletContext()));
        if ("true".equals(request.getParameter("detailed"))) {
            answer.add("parts", parts(parts));
        }
        response.setStatus(healthy ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.getOutputStream().write(answer.build().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonArrayBuilder parts(List<HealthCheckResponse> parts) {
        JsonArrayBuilder all = Json.createArrayBuilder();
        for (HealthCheckResponse part : parts) {
            JsonObjectBuilder data = Json.createObjectBuilder();
            part.getData().ifPresent(given -> given.forEach((name, value) -> data.add(name, String.valueOf(value))));
            all.add(Json.createObjectBuilder()
                    .add("name", part.getName())
                    .add("status", part.getStatus() == HealthCheckResponse.Status.UP ? "healthy" : "unhealthy")
                    .add("data", data));
        }
        return all;
    }
}

package io.iotflow.monitoring;

import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code GET /health} and {@code GET /status} in the Python prototype's words. It stands before MicroProfile Health's page of
 * the same address; {@code /health/ready} and its sisters stay MicroProfile's.
 */
public class HealthPage extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient SystemStatus system;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!List.of("GET", "HEAD").contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        List<SystemStatus.Part> parts = system.parts();
        boolean healthy = parts.stream().allMatch(SystemStatus.Part::isHealthy);
        JsonObjectBuilder answer = isDetailed(request)
                ? system.describe(parts)
                : Json.createObjectBuilder().add("status", healthy ? "healthy" : "unhealthy");
        answer.add(
                        "message",
                        healthy ? "IoTFlow is running" : "IoTFlow cannot take readings: a part that it needs is down")
                .add("version", Version.of(getServletContext()));
        response.setStatus(healthy ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.getOutputStream().write(answer.build().toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isDetailed(HttpServletRequest request) {
        return request.getServletPath().equals("/status") || "true".equalsIgnoreCase(request.getParameter("detailed"));
    }
}

package io.iotflow.monitoring;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /}: for a browser the console, for a program the index of the API. */
public class IndexPage extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean isRoot = request.getRequestURI().equals(request.getContextPath() + "/");
        if (!isRoot || !request.getMethod().equals("GET")) {
            chain.doFilter(request, response);
            return;
        }
        String accept = request.getHeader("Accept");
        response.setHeader("Vary", "Accept");
        if (accept != null && accept.contains("text/html")) {
            getServletContext().getRequestDispatcher("/console/index.html").forward(request, response);
            return;
        }
        response.setContentType("application/json");
        response.getOutputStream().write(index().toString().getBytes(StandardCharsets.UTF_8));
    }

    private JsonObject index() {
        return Json.createObjectBuilder()
                .add("name", "IoTFlow Connectivity Layer")
                .add("version", Version.of(getServletContext()))
                .add("description", "Connects devices over MQTT and HTTP, keeps every reading, answers queries")
                .add(
                        "endpoints",
                        Json.createObjectBuilder()
                                .add("health", "/health")
                                .add("status", "/status")
                                .add("devices", "/api/v1/devices")
                                .add("influxdb", "/api/v1/influxdb")
                                .add("mqtt", "/api/v1/mqtt")
                                .add("admin", "/api/v1/admin")
                                .add("openapi", "/openapi")
                                .add("docs", "/docs/")
                                .add("metrics", "/metrics"))
                .build();
    }
}

package io.iotflow.telemetry.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The addresses that InfluxDB 2's clients know: {@code POST /api/v2/write} is {@link WriteResource}, which stores the good
 * lines and names the bad ones as InfluxDB does; {@code /ping} says that somebody is here. Organisation and bucket are not
 * looked at.
 */
public class InfluxAddresses extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean isPing = request.getRequestURI().endsWith("/ping");
        if (isPing && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else if (isPing) {
            chain.doFilter(request, response);
        } else {
            String query = request.getQueryString() == null ? "" : "&" + request.getQueryString();
            request.getRequestDispatcher("/api/v1/influxdb/write?partial=true" + query)
                    .forward(request, response);
        }
    }
}

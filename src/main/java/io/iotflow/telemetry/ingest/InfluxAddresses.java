package io.iotflow.telemetry.ingest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses that InfluxDB's clients know: {@code POST /api/v2/write}, and {@code POST /write} of version 1, are
 * {@link WriteResource}, which stores the good lines and names the bad ones as InfluxDB does; {@code /ping} says that
 * somebody is here. Organisation, bucket and database are not looked at. {@link InfluxErrors} says what is wrong in InfluxDB's
 * words.
 */
public class InfluxAddresses extends HttpFilter {

    private static final long serialVersionUID = 1;

    /** Clients choose what they send by it; what they send to 2 is what we take. */
    private static final String VERSION = "v2.7.0";

    static final String VERSION_2 = "/api/v2/write";

    private static final String VERSION_1 = "/write";
    private static final String ADDRESS = InfluxAddresses.class.getName() + ".address";
    private static final String PRECISION = InfluxAddresses.class.getName() + ".precision";

    /** InfluxDB 1's units, which are not those of 2. */
    private static final Map<String, LinePrecision> UNITS_OF_1 = Map.of(
            "n", LinePrecision.NS,
            "ns", LinePrecision.NS,
            "u", LinePrecision.US,
            "\u00b5", LinePrecision.US,
            "us", LinePrecision.US,
            "ms", LinePrecision.MS,
            "s", LinePrecision.S,
            "m", LinePrecision.M,
            "h", LinePrecision.H);

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean isPing = path.equals("/ping");
        response.setHeader("X-Influxdb-Version", VERSION);
        response.setHeader("X-Influxdb-Build", "IoTFlow");
        if (isPing && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else if (isPing) {
            chain.doFilter(request, response);
        } else if (path.equals(VERSION_1)) {
            request.setAttribute(PRECISION, UNITS_OF_1.getOrDefault(unit(request), LinePrecision.NS));
            forward(request, response, "");
        } else {
            forward(request, response, request.getQueryString() == null ? "" : "&" + request.getQueryString());
        }
    }

    private static void forward(HttpServletRequest request, HttpServletResponse response, String query)
            throws IOException, ServletException {
        // An attribute of ours: those of the forward are gone when an answer comes after the commit.
        request.setAttribute(
                ADDRESS,
                request.getRequestURI().substring(request.getContextPath().length()));
        request.getRequestDispatcher("/api/v1/influxdb/write?partial=true" + query)
                .forward(request, response);
    }

    /** From the query alone: a form's parameters would take the body. */
    private static String unit(HttpServletRequest request) {
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        return Arrays.stream(query.split("&"))
                .filter(it -> it.startsWith("precision="))
                .map(it -> it.substring("precision=".length()).replace("%C2%B5", "\u00b5"))
                .findFirst()
                .orElse("n");
    }

    /** At which of these addresses a request came; empty where it came at one of ours. */
    static Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(ADDRESS));
    }

    /** The unit of a body's timestamps: that of a request to InfluxDB 1's address, or this one. */
    static LinePrecision precision(HttpServletRequest request, String name) {
        Object ofVersion1 = request.getAttribute(PRECISION);
        return ofVersion1 instanceof LinePrecision it ? it : LinePrecision.of(name);
    }
}

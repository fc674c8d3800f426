package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.ProblemBody;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * CORS (the Fetch standard): lets the pages of configured origins call us from a browser. The key is a header that a
 * page must know; the console's cookie is never sent with these calls (SameSite, and no credentials are allowed), so
 * {@code *} gives nobody's rights away.
 */
public class CrossOrigin extends HttpFilter {

    private static final long serialVersionUID = 1;

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String ASKED_WITH =
            "X-API-Key, Content-Type, Content-Encoding, If-None-Match, If-Match, X-Request-Id";
    private static final String SHOWN =
            "X-Request-Id, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, ETag, Location,"
                    + " X-IoTFlow-Source";
    private static final String TEN_MINUTES = "600";

    @Inject
    private transient CorsSettings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String origin = request.getHeader("Origin");
        if (!settings.origins.isEmpty()) {
            response.addHeader("Vary", "Origin");
        }
        boolean allowed = origin != null && settings.allows(origin);
        if (allowed) {
            response.setHeader(
                    "Access-Control-Allow-Origin", settings.origins.contains(CorsSettings.ANY) ? "*" : origin);
            response.setHeader("Access-Control-Expose-Headers", SHOWN);
        }
        if (!isPreflight(request)) {
            chain.doFilter(request, response);
        } else if (allowed) {
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader("Access-Control-Allow-Headers", ASKED_WITH);
            response.setHeader("Access-Control-Max-Age", TEN_MINUTES);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            refuse(request, response);
        }
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem =
                Problem.forbidden("This origin is not allowed; IOTFLOW_CORS_ORIGINS lists the allowed origins.");
        response.setStatus(problem.status());
        response.setContentType(ProblemBody.MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(ProblemBody.of(problem, request));
    }
}

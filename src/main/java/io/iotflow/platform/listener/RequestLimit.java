package io.iotflow.platform.listener;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.ProblemBody;
import io.iotflow.platform.ratelimit.CallerAddress;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * 503 at once for a caller that keeps too many of the server's threads: by bodies that do not come, or answers that it does
 * not read. Health pages have threads of their own: who watches the server must hear that it lives.
 */
public class RequestLimit extends HttpFilter {

    private static final long serialVersionUID = 1;
    private static final int HEALTH = 16;
    private static final int HEALTH_PER_CALLER = 8;

    @Inject
    private transient ListenerSettings settings;

    @Inject
    private transient CallerAddress addresses;

    @Inject
    private transient MetricRegistry metrics;

    private transient RequestSlots all;
    private transient RequestSlots withoutKey;
    private transient RequestSlots health;

    @Override
    public void init() {
        all = new RequestSlots(settings.requests, settings.requestsPerCaller);
        withoutKey = new RequestSlots(settings.requestsWithoutKey, settings.requestsPerCaller);
        health = new RequestSlots(HEALTH, HEALTH_PER_CALLER);
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean hasKey = request.getUserPrincipal() != null;
        String caller = hasKey ? "key " + request.getUserPrincipal().getName() : addresses.site(request);
        boolean isHealth = request.getRequestURI().startsWith(request.getContextPath() + "/health");
        RequestSlots first = isHealth ? health : all;
        // Who has no key takes one of the few for those, and one of all.
        Optional<RequestSlots> second = isHealth || hasKey ? Optional.empty() : Optional.of(withoutKey);
        if (!first.take(caller)) {
            refuse(request, response);
            return;
        }
        try {
            if (second.isPresent() && !second.get().take(caller)) {
                refuse(request, response);
                return;
            }
            try {
                chain.doFilter(request, response);
            } finally {
                second.ifPresent(it -> it.giveBack(caller));
            }
        } finally {
            first.giveBack(caller);
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        metrics.counter("iotflow_http_requests_refused").inc();
        Problem problem = Problem.unavailable(
                "Too many requests at once; let those before be answered first.", Duration.ofSeconds(1), null);
        response.setStatus(problem.status());
        response.setHeader("Retry-After", "1");
        response.setHeader("Connection", "close");
        response.setContentType(ProblemBody.MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(ProblemBody.of(problem, request));
    }
}

package io.iotflow.platform.web;

import io.iotflow.platform.problem.OneLine;
import io.iotflow.platform.problem.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.logging.Logger;

/**
 * Gives each request its id, tells it in the answer, and writes one line per request at FINE: never the query and never
 * a header, which may hold a key.
 */
public class RequestLog extends HttpFilter {

    private static final Logger LOG = Logger.getLogger(RequestLog.class.getPackageName());
    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long begin = System.nanoTime();
        String id = RequestId.choose(request.getHeader(RequestId.HEADER));
        RequestId.bind(request, id);
        response.setHeader(RequestId.HEADER, id);
        AsyncCompletion later = new AsyncCompletion(request, () -> log(request, response.getStatus(), begin, id));
        int status = 500; // of what ends in an exception, which the server turns into its error page
        try {
            chain.doFilter(later, response);
            status = response.getStatus();
        } finally {
            RequestId.unbind();
            if (!later.isAwaited()) {
                log(request, status, begin, id);
            }
        }
    }

    private static void log(HttpServletRequest request, int status, long begin, String id) {
        LOG.fine(() -> OneLine.of(request.getMethod() + " " + request.getRequestURI() + " " + status + " "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms (request " + id + ")"));
    }
}

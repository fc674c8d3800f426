package io.iotflow.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Compresses answers for clients that accept it (RFC 9110 section 12.5.3), where compression makes them smaller. */
public class GzipAnswers extends HttpFilter {

    private static final Logger LOG = Logger.getLogger(GzipAnswers.class.getName());
    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.addHeader("Vary", "Accept-Encoding");
        if (request.getMethod().equals("HEAD") || !accepts(request.getHeader("Accept-Encoding"))) {
            chain.doFilter(request, response);
            return;
        }
        GzipResponse compressed = new GzipResponse(response);
        BeforeCompletion watched = new BeforeCompletion(request, () -> finish(compressed));
        chain.doFilter(watched, compressed);
        if (!watched.isAwaited()) {
            compressed.finish();
        }
    }

    private static void finish(GzipResponse compressed) {
        try {
            compressed.finish();
        } catch (IOException e) { // the caller has gone, and nobody is left to be told
            LOG.log(Level.FINE, e, () -> "the end of a response cannot be written");
        }
    }

    /** Whether the header names gzip, or everything, with a weight over 0. */
    static boolean accepts(String header) {
        if (header == null) {
            return false;
        }
        String[] codings = header.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(",");
        return Arrays.stream(codings)
                .filter(it -> it.matches("(x-)?gzip(;.*)?"))
                .findFirst()
                .or(() -> Arrays.stream(codings)
                        .filter(it -> it.matches("\\*(;.*)?"))
                        .findFirst())
                .filter(it -> !it.matches(".*;q=0(\\.0*)?"))
                .isPresent();
    }
}

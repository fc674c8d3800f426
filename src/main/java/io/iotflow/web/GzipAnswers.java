package io.iotflow.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Packs answers for who asks for it (RFC 9110 section 12.5.3), where packing makes them smaller. */
public class GzipAnswers extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.addHeader("Vary", "Accept-Encoding");
        if (request.getMethod().equals("HEAD") || !accepts(request.getHeader("Accept-Encoding"))) {
            chain.doFilter(request, response);
            return;
        }
        GzipResponse packed = new GzipResponse(response);
        chain.doFilter(request, packed);
        if (!request.isAsyncStarted()) {
            packed.finish(); // an asynchronous answer is finished by who closes its stream
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

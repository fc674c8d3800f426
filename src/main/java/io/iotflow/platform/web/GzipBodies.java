package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;

/**
 * Uncompresses request bodies. It comes before the filter that limits the body, which so counts the uncompressed bytes: a small
 * body that would be huge uncompressed ends at the same limit as a huge one.
 */
@Provider
@Priority(Priorities.ENTITY_CODER)
public class GzipBodies implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext context) {
        String coding = context.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (coding == null || coding.isBlank()) {
            return;
        }
        switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> {}
            case "gzip", "x-gzip" -> {
                context.setEntityStream(new UncompressedStream(context.getEntityStream()));
                context.getHeaders().remove(HttpHeaders.CONTENT_ENCODING);
                context.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
            }
            default -> throw Problem.unsupported("Unsupported Content-Encoding; send gzip, or no encoding.");
        }
    }
}

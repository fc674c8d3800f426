package io.iotflow.security;

import io.iotflow.platform.listener.LargeBody;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * 413 for a body over {@code IOTFLOW_MAX_BODY_BYTES}, or of imports {@code IOTFLOW_IMPORT_MAX_BYTES}, whether its length is announced
 * or only found while reading.
 */
@Provider
public class BodyLimit implements ContainerRequestFilter {

    @Inject
    @ConfigProperty(name = "iotflow.max.body.bytes")
    private int usual;

    @Inject
    @ConfigProperty(name = "iotflow.import.max.bytes")
    private long ofImports;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext context) {
        long max = resource.getResourceMethod().isAnnotationPresent(LargeBody.class) ? ofImports : usual;
        if (context.getLength() > max) {
            throw tooLarge(max);
        }
        if (context.hasEntity()) {
            context.setEntityStream(new Limited(context.getEntityStream(), max));
        }
    }

    private static Problem tooLarge(long max) {
        return Problem.tooLarge("The body is larger than " + max + " bytes; send it in parts.");
    }

    private static final class Limited extends FilterInputStream {

        private final long max;
        private long seen;

        Limited(InputStream body, long max) {
            super(body);
            this.max = max;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) {
            seen += more;
            if (seen > max) {
                throw tooLarge(max);
            }
        }
    }
}

package io.iotflow.security;

import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** 413 for a body over {@code IOTFLOW_MAX_BODY_BYTES}, whether its length is announced or only found while reading. */
@Provider
public class BodyLimit implements ContainerRequestFilter {

    @Inject
    @ConfigProperty(name = "iotflow.max.body.bytes")
    private int max;

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getLength() > max) {
            throw tooLarge(max);
        }
        if (context.hasEntity()) {
            context.setEntityStream(new Limited(context.getEntityStream(), max));
        }
    }

    private static Problem tooLarge(int max) {
        return Problem.tooLarge("The body is larger than " + max + " bytes; send it in parts.");
    }

    private static final class Limited extends FilterInputStream {

        private final int max;
        private long seen;

        Limited(InputStream body, int max) {
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

package io.iotflow.platform.listener;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/** 408 for a body that has not come after {@code IOTFLOW_HTTP_BODY_TIMEOUT} (a {@link LargeBody} has longer), or of which nothing comes any more. */
@Provider
@Priority(Priorities.ENTITY_CODER - 100) // next to the socket: what uncompresses and limits reads through it
public class BodyTimeout implements ContainerRequestFilter {

    @Inject
    private ListenerSettings settings;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.hasEntity()) {
            boolean large = resource.getResourceMethod().isAnnotationPresent(LargeBody.class);
            Duration patience = large ? settings.importTimeout : settings.bodyTimeout;
            context.setEntityStream(new TimedBody(context.getEntityStream(), patience, System::nanoTime));
        }
    }
}

package io.iotflow.platform.ratelimit;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;

/** Takes one for a call of a {@link RateLimited} method before its body is read, and tells the caller what is left. */
@Provider
@RateLimited(LimitType.DEVICE) // binds by the annotation's type, whatever the kind
@Priority(Priorities.AUTHORIZATION + 100) // who may not call at all must not use up another's token bucket
public class RateLimitFilter implements ContainerRequestFilter, ContainerResponseFilter {

    private static final String TAKEN_FROM = "io.iotflow.platform.ratelimit.taken.from";

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    @Inject
    private RateLimits limits;

    @Inject
    private CallerAddress addresses;

    private record Subject(LimitType kind, String name) {}

    @Override
    public void filter(ContainerRequestContext context) {
        SecurityContext caller = context.getSecurityContext();
        LimitType kind = kind();
        boolean isUnlimited = caller.isUserInRole("admin") || caller.isUserInRole("provisioner");
        if (isUnlimited || !kind.isPerAddress() && caller.isUserInRole("viewer")) {
            return;
        }
        boolean byDevice = !kind.isPerAddress() && caller.isUserInRole("device");
        String name = byDevice ? caller.getUserPrincipal().getName() : addresses.site(request);
        context.setProperty(TAKEN_FROM, new Subject(kind, name));
        limits.require(kind, name);
    }

    private LimitType kind() {
        RateLimited ofMethod = resource.getResourceMethod().getAnnotation(RateLimited.class);
        return (ofMethod != null ? ofMethod : resource.getResourceClass().getAnnotation(RateLimited.class)).value();
    }

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext answer) {
        if (context.getProperty(TAKEN_FROM) instanceof Subject subject) {
            limits.headers(subject.kind(), subject.name())
                    .forEach((name, value) -> answer.getHeaders().putSingle(name, value));
        }
    }
}

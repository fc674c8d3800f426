package io.iotflow.security;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.RequestId;
import io.iotflow.platform.ratelimit.CallerAddress;
import io.iotflow.platform.ratelimit.WrongKeys;
import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Denies every resource method that no {@code @RolesAllowed} or {@code @PermitAll} of its own opens to this caller. */
@Provider
@Priority(Priorities.AUTHORIZATION - 100) // before the server's own, whose refusals say nothing
public class AccessRules implements ContainerRequestFilter {

    private static final List<String> ROLES = List.of("admin", "viewer", "provisioner", "broker", "device");

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    @Inject
    private WrongKeys wrongKeys;

    @Inject
    private CallerAddress addresses;

    @Override
    public void filter(ContainerRequestContext context) {
        SecurityContext caller = CachedCaller.of(context);
        context.setSecurityContext(caller);
        name(context, caller);
        Method method = resource.getResourceMethod();
        Object refusal = context.getProperty(ApiKeyMechanism.REFUSAL);
        if (ApiKeyMechanism.TOO_MANY_WRONG_KEYS.equals(refusal)) {
            throw wrongKeys.problem(request);
        }
        if (method.isAnnotationPresent(PermitAll.class)) {
            return;
        }
        if (ApiKeyMechanism.INACTIVE_DEVICE.equals(refusal)) {
            throw Problem.forbidden("This device is inactive; an operator can activate it.")
                    .because("inactive_device");
        }
        if (ApiKeyMechanism.REGISTRY_AWAY.equals(refusal)) {
            throw Problem.unavailable(
                    "PostgreSQL does not answer, so the key cannot be checked. Try again.",
                    Duration.ofSeconds(5),
                    null);
        }
        if (ApiKeyMechanism.PROVIDER_AWAY.equals(refusal)) {
            throw Problem.unavailable(
                    "The OpenID Connect provider does not answer, so the token cannot be checked. Try again.",
                    Fetched.PAUSE,
                    null);
        }
        if (caller.getUserPrincipal() == null) {
            if (ApiKeyMechanism.BAD_TOKEN.equals(refusal)) {
                throw Problem.unauthorized("This bearer token is not good: it is over, or not for this service"
                        + " (IOTFLOW_OIDC_AUDIENCE), or not from its provider. Get a new one.");
            }
            if (ApiKeyMechanism.FOREIGN_REQUEST.equals(refusal)) {
                throw Problem.forbidden("A change with the console's cookie must have the header "
                        + SessionCookie.HEADER + ", so that no other site's page can make it.");
            }
            if (ApiKeyMechanism.NO_SESSION.equals(refusal)) {
                throw Problem.unauthorized("The session has ended; sign in again.");
            }
            throw Problem.unauthorized(
                    refusal == null ? "Send your key in the X-API-Key header." : "Unknown, expired or revoked key.");
        }
        RolesAllowed rule = method.getAnnotation(RolesAllowed.class);
        if (rule == null || Arrays.stream(rule.value()).noneMatch(caller::isUserInRole)) {
            throw Problem.forbidden("This key has no permission for this request.");
        }
    }

    /** For the audit log. */
    private void name(ContainerRequestContext context, SecurityContext caller) {
        String name = caller.getUserPrincipal() == null
                ? "anonymous"
                : caller.getUserPrincipal().getName();
        String role = ROLES.stream().filter(caller::isUserInRole).findFirst().orElse("none");
        Actor.is(
                context,
                name,
                role,
                addresses.of(request),
                RequestId.of(request).orElse(null));
    }
}

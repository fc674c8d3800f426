package io.iotflow.platform.audit;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;

/** Who makes the current request; the security module says it. Outside a request nobody has: the product itself acts. */
@RequestScoped
public class Actor {

    private static final String ATTRIBUTE = Actor.class.getName();
    private static final Caller SYSTEM = new Caller("system", "system", null, null);

    private final HttpServletRequest request; // null outside a request

    /** The product itself. */
    public Actor() { // CDI proxy
        this(null);
    }

    @Inject
    Actor(HttpServletRequest request) {
        this.request = request;
    }

    private record Caller(String name, String role, String address, String requestId) {}

    /** Names the caller: the principal's name, or {@code anonymous}. Most requests change nothing, so it costs them no bean. */
    public static void is(ContainerRequestContext request, String name, String role, String address, String requestId) {
        request.setProperty(ATTRIBUTE, new Caller(name, role, address, requestId));
    }

    /** The principal's name. */
    public String name() {
        return caller().name();
    }

    String role() {
        return caller().role();
    }

    String address() {
        return caller().address();
    }

    String requestId() {
        return caller().requestId();
    }

    private Caller caller() {
        try {
            return request != null && request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : SYSTEM;
        } catch (IllegalStateException e) { // a request scope of the server's own work, which has no HTTP request
            return SYSTEM;
        }
    }
}

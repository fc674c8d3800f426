package io.iotflow.platform.audit;

import jakarta.enterprise.context.RequestScoped;

/** Who makes the current request; the security module says it. Outside a request nobody has: the product itself acts. */
@RequestScoped
public class Actor {

    private String name = "system";
    private String role = "system";
    private String address;
    private String requestId;

    /** Names the caller: the principal's name, or {@code anonymous}. */
    public void is(String name, String role, String address, String requestId) {
        this.name = name;
        this.role = role;
        this.address = address;
        this.requestId = requestId;
    }

    /** The principal's name. */
    public String name() {
        return name;
    }

    String role() {
        return role;
    }

    String address() {
        return address;
    }

    String requestId() {
        return requestId;
    }
}

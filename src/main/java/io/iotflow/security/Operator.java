package io.iotflow.security;

import java.util.Set;

/** Who an operator key belongs to. */
record Operator(String name, Role role) {

    /** What it may do. */
    enum Role {
        /** Everything. */
        ADMIN("admin", "viewer", "broker"),
        /** Read everything. */
        VIEWER("viewer"),
        /** Register devices, and nothing else. */
        PROVISIONER("provisioner"),
        /** Ask whether a device may connect, publish and subscribe. */
        BROKER("broker");

        private final Set<String> roles;

        Role(String... roles) {
            this.roles = Set.of(roles);
        }

        /** The container's roles. */
        Set<String> roles() {
            return roles;
        }
    }
}

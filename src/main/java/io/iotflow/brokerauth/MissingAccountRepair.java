package io.iotflow.brokerauth;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;

/** Has the account of a device made that has none, or not for sure with its key, when the device shows its key over HTTP; the request does not wait. */
@Provider
@Priority(Priorities.USER)
public class MissingAccountRepair implements ContainerRequestFilter {

    @Inject
    private MissingAccounts missing;

    @Inject
    private AccountRepairs repairs;

    @Override
    public void filter(ContainerRequestContext request) {
        SecurityContext caller = request.getSecurityContext();
        if (missing.isEmpty() || !caller.isUserInRole("device")) {
            return;
        }
        String deviceId = caller.getUserPrincipal().getName();
        String key = request.getHeaderString("X-API-Key");
        if (key != null && missing.contains(deviceId)) {
            repairs.request(deviceId, key);
        }
    }
}

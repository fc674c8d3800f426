package io.iotflow.brokeraccount;

import io.iotflow.device.DeviceAccounts;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes the account of a device that has none, when the device shows its key over HTTP; the request does not wait. */
@Provider
@Priority(Priorities.USER)
public class MissingAccountRepair implements ContainerRequestFilter {

    private static final Logger LOG = Logger.getLogger(MissingAccountRepair.class.getName());

    @Inject
    private MissingAccounts missing;

    @Inject
    private MosquittoAccounts accounts;

    @Inject
    private AccountChanges changes;

    @Inject
    private DeviceAccounts registry;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    @Override
    public void filter(ContainerRequestContext request) {
        SecurityContext caller = request.getSecurityContext();
        if (missing.count() == 0 || !caller.isUserInRole("device")) {
            return;
        }
        String deviceId = caller.getUserPrincipal().getName();
        String key = request.getHeaderString("X-API-Key");
        if (key != null && missing.contains(deviceId)) {
            missing.found(deviceId); // one attempt at a time; a failed one is found again
            executor.execute(() -> repair(deviceId, key));
        }
    }

    private void repair(String deviceId, String key) {
        try {
            for (DeviceAccounts.Account account : registry.of(List.of(deviceId))) {
                if (account.mayConnect() && account.keys() == 1) { // of several this may be the one that ends soon
                    changes.noteNow(List.of(deviceId), AccountKeeper.UNCERTAIN);
                    accounts.open(account.topics(), key, true);
                    LOG.info(() -> "the account of device " + deviceId + " at the broker was made again");
                }
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "the account of device " + deviceId + " cannot be made again now");
        }
    }
}

package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts;
import io.iotflow.platform.problem.Problem;
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

/** Makes the account of a device that has none, or not for sure with its key, when the device shows its key over HTTP; the request does not wait. */
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
        if (missing.isEmpty() || !caller.isUserInRole("device")) {
            return;
        }
        String deviceId = caller.getUserPrincipal().getName();
        String key = request.getHeaderString("X-API-Key");
        if (key != null && missing.contains(deviceId)) {
            boolean isUncertain = missing.isUncertain(deviceId);
            missing.settled(deviceId); // one attempt at a time; after a failed one the missing is found again
            executor.execute(() -> {
                if (!isRepaired(deviceId, key) && isUncertain) {
                    missing.uncertain(deviceId);
                }
            });
        }
    }

    private boolean isRepaired(String deviceId, String key) {
        try {
            for (DeviceAccounts.Account account : registry.of(List.of(deviceId))) {
                if (account.mayConnect() && account.keys() != 1) { // this may be the one that ends soon
                    return false;
                }
                if (account.mayConnect()) {
                    changes.noteNow(List.of(deviceId), AccountKeeper.UNCERTAIN);
                    accounts.open(account.topics(), key, true);
                    LOG.info(() -> "the account of device " + deviceId + " at the broker was made again");
                }
            }
            return true;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "the account of device " + deviceId + " cannot be made again now");
            return e instanceof Problem; // the account is not ours, and will not be
        }
    }
}

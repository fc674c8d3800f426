package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts.Account;
import io.iotflow.device.DeviceTopics;
import io.iotflow.device.TakenMeanwhile;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Gives the broker a device's key. Each step with the database is a transaction of its own, and none is open while the
 * broker is waited for.
 */
@Singleton
class KeyDelivery {

    private static final Logger LOG = Logger.getLogger(KeyDelivery.class.getName());

    /** After a failure: whoever tries again now is not hindered. */
    private static final Duration LOOK_LATER = Duration.ofSeconds(5);

    private final KeyLease lease;
    private final WantedAccounts registry;
    private final MosquittoAccounts accounts;
    private final MissingAccounts missing;

    @Inject
    KeyDelivery(KeyLease lease, WantedAccounts registry, MosquittoAccounts accounts, MissingAccounts missing) {
        this.lease = lease;
        this.registry = registry;
        this.accounts = accounts;
        this.missing = missing;
    }

    /** What to make an account of. */
    record Wanted(DeviceTopics topics, String key, boolean mayConnect) {}

    /** Says what to make of the account that the registry has, or that the device is not registered. */
    interface Decision {

        /** What to make; empty for nothing. */
        Optional<Wanted> of(Optional<Account> registered);
    }

    /**
     * Gives it, and keeps the lease until {@link #confirm} or {@link #abandon}. What to give is decided when nobody else
     * is at the account any more.
     *
     * @return whether there was something to give
     * @throws AccountBusy when somebody else is at the account
     * @throws Problem 409 when the broker has an account of that name which is not ours; or what the decision throws
     * @throws BrokerAway when the broker did not confirm
     * @throws BrokerRefused when it refused
     */
    boolean deliver(String deviceId, UUID id, Decision decision) {
        if (!lease.take(deviceId, id)) {
            throw new AccountBusy(deviceId);
        }
        try {
            Optional<Account> registered =
                    registry.of(List.of(deviceId)).stream().findFirst();
            Optional<Wanted> wanted = decision.of(registered);
            if (wanted.isEmpty()) {
                lease.cancel(deviceId, id);
                return false;
            }
            accounts.open(
                    wanted.get().topics(), wanted.get().key(), wanted.get().mayConnect());
            return true;
        } catch (Problem | TakenMeanwhile e) { // before anything was changed
            quietly(() -> lease.cancel(deviceId, id));
            throw e;
        } catch (RuntimeException | Error e) {
            abandon(deviceId, id);
            throw e;
        }
    }

    /** The registry has the key, too; in its transaction. False when this took so long that it is not certain. */
    boolean confirm(String deviceId, UUID id) {
        return lease.end(deviceId, id, Duration.ZERO);
    }

    /** It is not known whose key the broker has now. */
    void abandon(String deviceId, UUID id) {
        missing.uncertain(deviceId);
        quietly(() -> lease.end(deviceId, id, LOOK_LATER));
    }

    private static void quietly(Runnable end) {
        try {
            end.run();
        } catch (RuntimeException e) { // it ends by itself, and the caller has another failure to tell
            LOG.log(Level.WARNING, e, () -> "the lease of a device's account could not be ended now");
        }
    }
}

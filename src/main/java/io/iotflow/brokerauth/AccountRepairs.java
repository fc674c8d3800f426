package io.iotflow.brokerauth;

import io.iotflow.device.AccountOpening;
import io.iotflow.device.DeviceAccounts.Account;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes accounts again that the broker lost, one after the other, each with the key that its device has just shown. */
@Singleton
class AccountRepairs {

    private static final Logger LOG = Logger.getLogger(AccountRepairs.class.getName());

    /** What does not fit is found missing again, and its device calls again. */
    private static final int MAX_WAITING = 10_000;

    private final MissingAccounts missing;
    private final KeyDelivery keys;
    private final BlockingQueue<Repair> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final BackgroundTask task;

    @Inject
    AccountRepairs(MissingAccounts missing, KeyDelivery keys, BackgroundTasks tasks) {
        this.missing = missing;
        this.keys = keys;
        this.task = tasks.task(
                "broker-account-repair",
                "accounts that the broker lost cannot be made again now; their devices call again",
                this::repairAll);
    }

    private record Repair(String deviceId, String key, boolean wasUncertain) {}

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    /** Makes the account of a device again soon, with this key of its; one attempt at a time. */
    void request(String deviceId, String key) {
        Repair repair = new Repair(deviceId, key, missing.isUncertain(deviceId));
        missing.settled(deviceId); // after a failed attempt the missing is found again
        if (waiting.offer(repair)) {
            task.wake();
        } else {
            failed(repair);
        }
    }

    private Duration repairAll() {
        for (Repair next = waiting.poll(); next != null; next = waiting.poll()) {
            try {
                if (!isRepaired(next)) {
                    failed(next);
                }
            } catch (Problem e) { // the account is not ours, and will not be
                LOG.log(Level.WARNING, e, () -> "the account of a device at the broker cannot be made again");
            } catch (RuntimeException e) {
                failed(next);
                throw e;
            }
        }
        return BackgroundTask.UNTIL_WOKEN;
    }

    private boolean isRepaired(Repair repair) {
        AccountOpening opening = AccountOpening.ofRegistered(repair.deviceId(), repair.key());
        boolean[] isAnotherKeyGood = {false};
        boolean isGiven = keys.deliver(opening.deviceId(), opening.id(), registered -> {
            Optional<Account> open = registered.filter(Account::mayConnect);
            isAnotherKeyGood[0] = open.filter(it -> it.keys() != 1).isPresent(); // this may be the one that ends soon
            return open.filter(it -> it.keys() == 1).map(it -> new KeyDelivery.Wanted(it.topics(), repair.key(), true));
        });
        if (isGiven) {
            keys.confirm(opening.deviceId(), opening.id());
            LOG.info(() -> "the account of device " + repair.deviceId() + " at the broker was made again");
        }
        return !isAnotherKeyGood[0];
    }

    private void failed(Repair repair) {
        if (repair.wasUncertain()) {
            missing.uncertain(repair.deviceId());
        }
    }
}

package io.iotflow.brokerauth;

import io.iotflow.brokerauth.KeyDelivery.Wanted;
import io.iotflow.device.AccountChange;
import io.iotflow.device.AccountNotOpened;
import io.iotflow.device.AccountOpening;
import io.iotflow.device.DeviceAccounts.Account;
import io.iotflow.device.DeviceTopics;
import io.iotflow.device.TakenMeanwhile;
import io.iotflow.mapping.RightsChanged;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows the registry. A new key goes to the broker before the registry has it, because it is known only now; everything
 * else is stored as due in the transaction of the change, and done after its commit.
 */
@Singleton
class AccountKeeper {

    /** Longer than any registration takes. */
    static final Duration UNCERTAIN = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final AccountSettings settings;
    private final AccountChanges changes;
    private final KeyDelivery keys;

    @Inject
    AccountKeeper(AccountSettings settings, AccountChanges changes, KeyDelivery keys) {
        this.settings = settings;
        this.changes = changes;
        this.keys = keys;
    }

    /** Outside of any transaction: the broker may take its time. */
    void onOpening(@Observes AccountOpening opening) {
        if (settings.mosquitto) {
            open(opening);
        }
    }

    void onChange(@Observes AccountChange change) {
        String deviceId = change.device().deviceId();
        changes.announce(deviceId);
        if (!settings.mosquitto) {
            return;
        }
        if (!(change instanceof AccountChange.Opened opened)) {
            changes.add(deviceId);
        } else if (!keys.confirm(deviceId, opened.opening())) {
            throw Problem.unavailable(
                    "The device's account at the MQTT broker took too long, so the registry was not changed. Try again.",
                    RETRY,
                    null);
        }
    }

    /** A mapping opens topics to devices, or closes them. */
    void onRights(@Observes RightsChanged change) {
        changes.announceAll();
        if (settings.mosquitto) {
            changes.addAll();
        }
    }

    /** The registry does not have the key that the broker has: nobody knows it, and the former one is good again. */
    void onFailure(@Observes AccountNotOpened failed) {
        if (settings.mosquitto) {
            keys.abandon(failed.deviceId(), failed.opening());
        }
    }

    private void open(AccountOpening opening) {
        try {
            keys.deliver(opening.deviceId(), opening.id(), registered -> Optional.of(wanted(opening, registered)));
        } catch (AccountBusy e) {
            throw Problem.unavailable(
                    "The device's account at the MQTT broker is being changed, so the registry was not changed. Try again.",
                    RETRY,
                    e);
        } catch (BrokerAway | BrokerRefused e) {
            throw Problem.unavailable(
                    "The MQTT broker did not confirm the device's account, so the registry was not changed. Try again;"
                            + " until then the broker may refuse the key that the device has.",
                    RETRY,
                    e);
        }
    }

    /** What the registry said before may be over: another registration was faster, or a deletion. */
    private static Wanted wanted(AccountOpening opening, Optional<Account> registered) {
        String deviceId = opening.deviceId();
        if (opening.isNew()) {
            if (registered.isPresent()) {
                throw new TakenMeanwhile(deviceId, null);
            }
            return new Wanted(new DeviceTopics(deviceId, List.of()), opening.key(), opening.mayAct());
        }
        Account account = registered.orElseThrow(() -> Problem.notFound("Device '" + deviceId + "' not found."));
        return new Wanted(account.topics(), opening.key(), account.mayAct());
    }
}

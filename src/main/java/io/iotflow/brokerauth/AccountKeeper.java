package io.iotflow.brokerauth;

import io.iotflow.device.AccountChange;
import io.iotflow.device.Fleets;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Follows the registry's changes in their transaction. A new key goes to the broker at once, because it is known only
 * now; everything else is stored as due and done after the commit.
 */
@Singleton
class AccountKeeper {

    /** Longer than any registration takes. */
    static final Duration UNCERTAIN = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final AccountSettings settings;
    private final AccountChanges changes;
    private final MosquittoAccounts accounts;
    private final Fleets fleets;
    private final MissingAccounts missing;

    @Inject
    AccountKeeper(
            AccountSettings settings,
            AccountChanges changes,
            MosquittoAccounts accounts,
            Fleets fleets,
            MissingAccounts missing) {
        this.missing = missing;
        this.settings = settings;
        this.changes = changes;
        this.accounts = accounts;
        this.fleets = fleets;
    }

    void onChange(@Observes AccountChange change) {
        String deviceId = change.device().deviceId();
        changes.announce(deviceId);
        if (settings.mosquitto) {
            changes.add(deviceId);
            if (change instanceof AccountChange.Opened opened) {
                open(opened);
            }
        }
    }

    /** The transaction failed after the broker had the new key: nobody knows it, and the former one is good again. */
    void onFailure(@Observes(during = TransactionPhase.AFTER_FAILURE) AccountChange.Opened opened) {
        if (settings.mosquitto) {
            missing.uncertain(opened.device().deviceId());
        }
    }

    private void open(AccountChange.Opened opened) {
        // Should this transaction fail after all, the account is looked at again: it may have to go.
        changes.noteNow(List.of(opened.device().deviceId()), UNCERTAIN);
        try {
            accounts.open(
                    fleets.topicsOf(opened.device()),
                    opened.key(),
                    opened.device().mayAct());
        } catch (BrokerAway | BrokerRefused e) {
            missing.uncertain(opened.device().deviceId()); // only the answer may be lost
            throw Problem.unavailable(
                    "The MQTT broker did not confirm the device's account, so the registry was not changed. Try again;"
                            + " until then the broker may refuse the key that the device has.",
                    RETRY,
                    e);
        }
    }
}

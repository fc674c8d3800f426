package io.iotflow.brokerauth;

import io.iotflow.platform.database.Sql;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Brings the accounts that are due in line with the registry; their rows go when the broker has confirmed. */
@Singleton
class DueAccounts {

    private static final Logger LOG = Logger.getLogger(DueAccounts.class.getName());
    private static final int MAX = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Sql sql;
    private final AccountChanges changes;
    private final MosquittoAccounts accounts;
    private final MissingAccounts missing;

    @Inject
    DueAccounts(Sql sql, AccountChanges changes, MosquittoAccounts accounts, MissingAccounts missing) {
        this.sql = sql;
        this.changes = changes;
        this.accounts = accounts;
        this.missing = missing;
    }

    /**
     * Sees to some, in no transaction while the broker is waited for.
     *
     * @return how many
     * @throws BrokerAway when the broker does not answer; all stay due
     */
    int seeTo() {
        List<AccountChanges.Due> due = changes.claim(MAX);
        if (due.isEmpty()) {
            return 0;
        }
        due.stream().filter(AccountChanges.Due::isUncertain).forEach(it -> missing.uncertain(it.deviceId()));
        Map<String, String> refusals = align(due);
        sql.inNewTransaction(() -> {
            settle(due, refusals);
            return null;
        });
        return due.size();
    }

    private Map<String, String> align(List<AccountChanges.Due> due) {
        try {
            return accounts.align(
                    due.stream().map(AccountChanges.Due::deviceId).distinct().toList());
        } catch (RuntimeException | Error e) {
            release(due);
            throw e;
        }
    }

    private void release(List<AccountChanges.Due> due) {
        try {
            changes.release(due);
        } catch (RuntimeException e) { // the claims end by themselves
            LOG.log(Level.WARNING, e, () -> "claims of accounts could not be given back");
        }
    }

    private void settle(List<AccountChanges.Due> due, Map<String, String> refusals) {
        Map<Boolean, List<AccountChanges.Due>> isRefused =
                due.stream().collect(Collectors.partitioningBy(it -> refusals.containsKey(it.deviceId())));
        isRefused.get(true).forEach(it -> postpone(it, refusals.get(it.deviceId())));
        if (!isRefused.get(false).isEmpty()) {
            changes.done(isRefused.get(false));
        }
    }

    /** One that the broker refuses must not hold up the others. */
    private void postpone(AccountChanges.Due change, String refusal) {
        Duration pause = Duration.ofSeconds(1L << Math.min(change.attempts(), 10));
        Duration wait = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        LOG.warning(() -> "the broker refuses to change the account of device " + change.deviceId() + " (" + refusal
                + "); next attempt in " + wait.toSeconds() + " s");
        changes.postpone(change, wait);
    }
}

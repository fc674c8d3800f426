package io.iotflow.brokerauth;

import io.iotflow.platform.database.Sql;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @Inject
    DueAccounts(Sql sql, AccountChanges changes, MosquittoAccounts accounts) {
        this.sql = sql;
        this.changes = changes;
        this.accounts = accounts;
    }

    /**
     * Sees to some.
     *
     * @return how many
     * @throws BrokerAway when the broker does not answer; all stay due
     */
    int seeTo() {
        return sql.inNewTransaction(this::seeToNext);
    }

    private int seeToNext() {
        List<AccountChanges.Due> due = changes.due(MAX);
        if (due.isEmpty()) {
            return 0;
        }
        List<String> deviceIds =
                due.stream().map(AccountChanges.Due::deviceId).distinct().toList();
        Map<String, String> refusals = accounts.align(deviceIds);
        Map<Boolean, List<AccountChanges.Due>> isRefused =
                due.stream().collect(Collectors.partitioningBy(it -> refusals.containsKey(it.deviceId())));
        isRefused.get(true).forEach(it -> postpone(it, refusals.get(it.deviceId())));
        if (!isRefused.get(false).isEmpty()) {
            changes.done(
                    isRefused.get(false).stream().map(AccountChanges.Due::id).toList());
        }
        return due.size();
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

package io.iotflow.device;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Gives a new key to whoever keeps accounts elsewhere, then to the registry: so no transaction waits for a broker. */
@Dependent
class KeyHandover {

    private static final Logger LOG = Logger.getLogger(KeyHandover.class.getName());

    private final Event<AccountOpening> openings;
    private final Event<AccountNotOpened> failures;

    @Inject
    KeyHandover(Event<AccountOpening> openings, Event<AccountNotOpened> failures) {
        this.openings = openings;
        this.failures = failures;
    }

    /** Announces the key, then makes the change, which is a transaction of its own. */
    <T> T before(AccountOpening opening, Supplier<T> change) {
        announce(opening);
        return announced(List.of(opening), change);
    }

    /** Announces a key; {@link #announced} follows. */
    void announce(AccountOpening opening) {
        openings.fire(opening);
    }

    /** Makes the change that follows keys that were announced. */
    <T> T announced(List<AccountOpening> announced, Supplier<T> change) {
        try {
            return change.get();
        } catch (RuntimeException | Error e) {
            announced.forEach(this::tellFailure);
            throw e;
        }
    }

    private void tellFailure(AccountOpening opening) {
        try {
            failures.fire(new AccountNotOpened(opening.id(), opening.deviceId()));
        } catch (RuntimeException e) { // why the change failed is more important
            LOG.log(Level.WARNING, e, () -> "not everybody could be told that a device did not get its key");
        }
    }
}

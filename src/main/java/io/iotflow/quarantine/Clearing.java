package io.iotflow.quarantine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** What operators delete. */
@ApplicationScoped
class Clearing {

    private static final int STEP = 1_000;

    private final QuarantineStore store;

    protected Clearing() { // CDI proxy
        this(null);
    }

    @Inject
    Clearing(QuarantineStore store) {
        this.store = store;
    }

    /** Deletes one message; false when there is none. */
    @Transactional
    boolean delete(long id) {
        return store.delete(id);
    }

    /** Deletes all of a selection, in many small transactions, and returns how many. */
    long delete(Selection selection) {
        long deleted = 0;
        int step;
        do {
            step = store.delete(selection, STEP);
            deleted += step;
        } while (step > 0);
        return deleted;
    }
}

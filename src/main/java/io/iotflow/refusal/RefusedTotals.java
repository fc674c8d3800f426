package io.iotflow.refusal;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/** How many messages were refused of each device, for other modules. */
@Singleton
public class RefusedTotals {

    private final RefusalStore store;

    @Inject
    RefusedTotals(RefusalStore store) {
        this.store = store;
    }

    /**
     * Of all devices that have refusals, by row id: how many messages the refusals are of that are kept, some seconds old. It grows
     * with each refusal, and falls when old ones are dropped.
     */
    public Map<Long, Long> ofAll() {
        return store.messagesOfAll();
    }

    /** The same of refusals that did not come again since this time. */
    public Map<Long, Long> before(Instant time) {
        return store.messagesOfAllBefore(time);
    }
}

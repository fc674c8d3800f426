package io.iotflow.stack;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what comes by itself. */
public final class Waiting {

    /**
     * Long, for a machine may be busy, and only a test that fails waits so long; and less than the minute after which
     * caches forget by themselves.
     */
    public static final Duration SOON = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(50);

    private Waiting() {}

    /** Awaitility with these bounds, such as {@code soon().until(() -> …)}. */
    public static ConditionFactory soon() {
        return Awaitility.await().pollInterval(POLL).atMost(SOON);
    }
}

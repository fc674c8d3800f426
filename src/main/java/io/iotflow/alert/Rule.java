package io.iotflow.alert;

import java.time.Instant;

/**
 * A rule that is judged.
 *
 * @param version of what is judged; memories of another one are void
 * @param activeAt since when this is judged
 */
record Rule(long id, long version, Instant activeAt, RuleDefinition definition) {

    Course course() {
        return definition.course();
    }

    Condition condition() {
        return definition.course().condition();
    }

    boolean isFor(KnownDevice device) {
        return definition.devices().includes(device);
    }
}

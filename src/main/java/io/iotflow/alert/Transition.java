package io.iotflow.alert;

import java.time.Instant;

/**
 * Something that happens to the alert of a rule and device.
 *
 * @param at when, by the clock of what the rule judges
 * @param finding what was seen; null where the clock did it
 * @param reading that did it; null where the clock did it
 */
record Transition(Kind kind, KnownDevice device, Memory memory, Instant at, Finding finding, Reading reading) {

    /** What happens. */
    enum Kind {
        OPENED,
        /** The one that was cleared a moment ago is open again. */
        REOPENED,
        CLEARED
    }
}

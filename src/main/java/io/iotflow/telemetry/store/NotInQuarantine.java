package io.iotflow.telemetry.store;

/** Nothing was stored: the message was replayed by somebody else, or deleted. */
public final class NotInQuarantine extends RuntimeException {

    NotInQuarantine() {
        super("the message is no longer in the quarantine", null, false, false);
    }
}

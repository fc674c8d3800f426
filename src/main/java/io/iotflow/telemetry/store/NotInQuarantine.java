package io.iotflow.telemetry.store;

/** Nothing was stored: the message was replayed by somebody else, or deleted. */
public final class NotInQuarantine extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotInQuarantine() {
        super("the message is no longer in the quarantine", null, false, false);
    }
}

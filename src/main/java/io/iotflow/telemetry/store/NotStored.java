package io.iotflow.telemetry.store;

import io.iotflow.quarantine.Reason;

/** An upload that can never be stored: PostgreSQL refuses its data, a fault of ours meets it, or it is too large. */
public final class NotStored extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The cause is what PostgreSQL says, or the fault. */
    public NotStored(Reason reason, Throwable cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        this.reason = reason;
    }

    /** {@link Reason#REFUSED_BY_POSTGRESQL}, {@link Reason#INTERNAL_ERROR} or {@link Reason#TOO_LARGE}. */
    public Reason reason() {
        return reason;
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.quarantine.Reason;

/** An upload that can never be stored, and was found alone: PostgreSQL refuses its data, or a fault of ours meets it. */
public final class NotStored extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** The cause is what PostgreSQL says, or the fault. */
    public NotStored(Reason reason, Throwable cause) {
        super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        this.reason = reason;
    }

    /** {@link Reason#REFUSED_BY_POSTGRESQL} or {@link Reason#INTERNAL_ERROR}. */
    public Reason reason() {
        return reason;
    }
}

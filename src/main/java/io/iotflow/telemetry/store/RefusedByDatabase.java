package io.iotflow.telemetry.store;

/** PostgreSQL refuses this upload whatever the moment; a case that the checks at ingestion should have seen. */
final class RefusedByDatabase extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedByDatabase(Throwable cause) {
        super("PostgreSQL refuses the message", cause);
    }
}

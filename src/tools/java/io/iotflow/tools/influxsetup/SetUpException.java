package io.iotflow.tools.influxsetup;

/** The set-up cannot go on. The message is for the person at the terminal: what, why, what to do. */
public final class SetUpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SetUpException(String message) {
        super(message);
    }

    SetUpException(String message, Throwable cause) {
        super(message, cause);
    }
}

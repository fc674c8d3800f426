package io.iotflow.tools.quickstart;

/** A part of the quickstart could not start. The message is for the person at the terminal: what, why, what to do. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}

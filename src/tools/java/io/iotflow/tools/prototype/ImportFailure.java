package io.iotflow.tools.prototype;

/** The import cannot go on. The message is for the person at the terminal: what, why, what to do. */
final class ImportFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    ImportFailure(String message) {
        super(message);
    }

    ImportFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

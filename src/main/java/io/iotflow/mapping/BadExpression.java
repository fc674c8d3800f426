package io.iotflow.mapping;

/** A text that is no expression; the message continues a sentence. */
final class BadExpression extends Exception {

    private static final long serialVersionUID = 1L;

    BadExpression(String message) {
        super(message, null, false, false);
    }
}

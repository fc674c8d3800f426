package io.iotflow.alert;

/** A reading that a rule can make nothing of; the message says why, and is shown on the rule. */
final class NotJudged extends Exception {

    private static final long serialVersionUID = 1L;

    NotJudged(String message) {
        super(message, null, false, false);
    }
}

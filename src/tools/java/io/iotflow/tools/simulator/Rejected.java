package io.iotflow.tools.simulator;

/** The server will never take it: sending it again makes no sense. */
final class Rejected extends RuntimeException {

    private static final long serialVersionUID = 1;

    Rejected(String reason) {
        super(reason, null, false, false);
    }
}

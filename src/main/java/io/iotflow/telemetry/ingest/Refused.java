package io.iotflow.telemetry.ingest;

import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Reason;

/** A message that cannot be accepted: over HTTP a 400, over MQTT a place in the quarantine. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String field;

    /** The message continues a sentence that begins with the field's name. */
    Refused(Reason reason, String field, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.field = field;
    }

    Reason reason() {
        return reason;
    }

    String field() {
        return field;
    }

    String detail() {
        return field + " " + getMessage();
    }

    Problem problem() {
        return Problem.invalid(field, getMessage()).because(reason.code());
    }
}

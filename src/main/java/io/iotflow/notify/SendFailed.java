package io.iotflow.notify;

import java.time.Duration;
import java.util.Optional;

/** A message did not arrive, or nobody knows whether it did; the text says why, for operators, and names no secret. */
final class SendFailed extends Exception {

    private static final long serialVersionUID = 1L;

    /** What it means for what comes next. */
    enum Kind {
        /** The channel cannot be reached or takes nothing now: its next attempt is this message again. */
        AWAY,
        /** This message is not taken, another one may be: others go first. */
        REFUSED,
        /** It never will be: it is given up. */
        HOPELESS
    }

    private final Kind kind;
    private final Integer httpStatus;
    private final Duration retryAfter;

    SendFailed(Kind kind, String text) {
        this(kind, text, null, null);
    }

    /** By an HTTP answer. */
    SendFailed(Kind kind, String text, Integer httpStatus, Duration retryAfter) {
        super(text, null, false, false);
        this.kind = kind;
        this.httpStatus = httpStatus;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    Optional<Integer> httpStatus() {
        return Optional.ofNullable(httpStatus);
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

package io.iotflow.platform.task;

import java.time.Duration;
import java.util.Optional;

/** A turn failed, and its body knows more than the exception: what a person should read, perhaps when to try again. */
public final class TurnFailed extends Exception {

    private static final long serialVersionUID = 1;

    private final Duration pause;

    /** Tried again after the task's own back-off. */
    public TurnFailed(String message, Throwable cause) {
        this(message, cause, null);
    }

    /**
     * Tried again after this pause, or after the task's own back-off where it is null.
     *
     * @param message where it is null, the cause says it
     */
    public TurnFailed(String message, Throwable cause, Duration pause) {
        super(message == null ? String.valueOf(cause) : message, cause);
        this.pause = pause;
    }

    /** The pause that it requests; empty for the back-off of the task. */
    public Optional<Duration> pause() {
        return Optional.ofNullable(pause);
    }
}

package io.iotflow.command;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a command stands, and what it may become. */
enum CommandState {
    /** Waits to be published. */
    QUEUED,
    /** The broker has taken it once or more often; whether its device has it, only an answer tells. */
    SENT,
    /** The device said that it has it, and not yet how it went. */
    IN_PROGRESS,
    /** The device answered that it did it. */
    SUCCEEDED,
    /** The device answered that it did not. */
    FAILED,
    /** Not answered in time. */
    EXPIRED,
    /** An operator no longer wants it. */
    CANCELLED;

    /** The states that wait for something. */
    static final Set<CommandState> OPEN = EnumSet.of(QUEUED, SENT, IN_PROGRESS);

    private static final String ACKNOWLEDGED = "acknowledged";

    private static final Map<CommandState, Set<CommandState>> NEXT = Map.of(
            // Answered without being sent: it was polled over HTTP, or the broker's acknowledgement got lost.
            QUEUED, EnumSet.of(SENT, IN_PROGRESS, SUCCEEDED, FAILED, EXPIRED, CANCELLED),
            SENT, EnumSet.of(IN_PROGRESS, SUCCEEDED, FAILED, EXPIRED, CANCELLED),
            IN_PROGRESS, EnumSet.of(SUCCEEDED, FAILED, EXPIRED, CANCELLED),
            // A late answer is an answer: the device has it.
            EXPIRED, EnumSet.of(SUCCEEDED, FAILED),
            CANCELLED, EnumSet.of(SUCCEEDED, FAILED),
            SUCCEEDED, EnumSet.noneOf(CommandState.class),
            FAILED, EnumSet.noneOf(CommandState.class));

    private static final Set<String> WORDS_OF_SUCCESS =
            Set.of("succeeded", "success", "successful", "ok", "completed", "complete", "done", "executed", "applied");

    private static final Set<String> WORDS_OF_RECEIPT =
            Set.of("in_progress", "received", "acknowledged", "accepted", "started", "running", "pending");

    private static final Set<String> WORDS_OF_FAILURE =
            Set.of("failed", "failure", "fail", "error", "rejected", "refused", "unsupported", "unknown_command");

    boolean mayBecome(CommandState next) {
        return NEXT.get(this).contains(next);
    }

    /** The states, as they are stored, from which a command may come to this one. */
    String[] predecessors() {
        return Arrays.stream(values())
                .filter(it -> it.mayBecome(this))
                .map(CommandState::stored)
                .toArray(String[]::new);
    }

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CommandState ofStored(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }

    /** The state as clients see it: both kinds of answers are {@code acknowledged}. */
    String shown() {
        return isAnswered() ? ACKNOWLEDGED : stored();
    }

    /** {@code succeeded} or {@code failed}, or null. */
    String result() {
        return isAnswered() ? stored() : null;
    }

    /** Whether it is published, again and again, until its device says something. */
    boolean isRepeated() {
        return this == QUEUED || this == SENT;
    }

    boolean isAnswered() {
        return this == SUCCEEDED || this == FAILED;
    }

    /** What a device's word means; empty where it says neither that it has the command nor how that went. */
    static Optional<CommandState> ofAnswer(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        if (WORDS_OF_SUCCESS.contains(lower)) {
            return Optional.of(SUCCEEDED);
        }
        if (WORDS_OF_FAILURE.contains(lower)) {
            return Optional.of(FAILED);
        }
        return WORDS_OF_RECEIPT.contains(lower) ? Optional.of(IN_PROGRESS) : Optional.empty();
    }

    /** The states that a client's filter means; empty where it means none. */
    static Optional<List<CommandState>> ofFilter(String filter) {
        List<CommandState> meant = Arrays.stream(values())
                .filter(it -> it.shown().equals(filter) || it.stored().equals(filter))
                .toList();
        return meant.isEmpty() ? Optional.empty() : Optional.of(meant);
    }
}

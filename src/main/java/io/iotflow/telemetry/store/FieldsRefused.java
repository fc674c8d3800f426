package io.iotflow.telemetry.store;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Fields or tags of an upload cannot be stored beside what is there, so nothing of it was. */
public final class FieldsRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** So many are enough to see what is wrong. */
    private static final int MAX_VIOLATIONS = 100;

    private final transient List<Conflict> conflicts;

    FieldsRefused(List<Conflict> conflicts) {
        super("fields of the message are refused", null, false, false);
        this.conflicts = List.copyOf(conflicts);
    }

    /**
     * The first part of a message that is refused.
     *
     * @param message the place of the message in its upload, counted from 0
     * @param field the name of the field, tag or member
     * @param detail continues a sentence that begins with this name
     */
    record Conflict(int message, Part part, String field, Reason reason, String detail) {

        enum Part {
            FIELD,
            TAG,
            MESSAGE
        }

        static Conflict ofField(int message, String field, Reason reason, String detail) {
            return new Conflict(message, Part.FIELD, field, reason, detail);
        }

        static Conflict ofTag(int message, String tag, Reason reason, String detail) {
            return new Conflict(message, Part.TAG, tag, reason, detail);
        }

        static Conflict ofMessage(int message, String member, Reason reason, String detail) {
            return new Conflict(message, Part.MESSAGE, member, reason, detail);
        }

        private String path(MessagePaths paths) {
            return paths.message().apply(message)
                    + switch (part) {
                        case FIELD -> paths.fields() + field;
                        case TAG -> paths.tags() + field;
                        case MESSAGE -> field;
                    };
        }
    }

    /** Of the first one. */
    public Reason reason() {
        return conflicts.get(0).reason();
    }

    /** For a person, of the first one. */
    public String detail() {
        return conflicts.get(0).field() + " " + conflicts.get(0).detail();
    }

    /** The places of the messages that have one. */
    public Set<Integer> messages() {
        return conflicts.stream().map(Conflict::message).collect(Collectors.toSet());
    }

    /** The first ones. */
    public List<Violation> violations(MessagePaths paths) {
        return allViolations(paths).stream().limit(MAX_VIOLATIONS).toList();
    }

    /** One for each message that has one. */
    public List<Violation> allViolations(MessagePaths paths) {
        return conflicts.stream()
                .map(it -> new Violation(it.path(paths), it.detail()))
                .toList();
    }

    /** 400 with the first ones. */
    public Problem problem(MessagePaths paths) {
        return Problem.invalid(violations(paths)).because(reason().code());
    }
}

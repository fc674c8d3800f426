package io.iotflow.telemetry.store;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Fields of an upload cannot be stored beside what is there, so nothing of it was. */
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
     * The first field of a message that is refused.
     *
     * @param message the place of the message in its upload, counted from 0
     * @param detail continues a sentence that begins with the field's name
     */
    record Conflict(int message, String field, Reason reason, String detail) {}

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

    /** The first ones; {@code where} says what stands before a field's name, by the place of its message. */
    public List<Violation> violations(IntFunction<String> where) {
        return allViolations(where).stream().limit(MAX_VIOLATIONS).toList();
    }

    /** One for each message that has one. */
    public List<Violation> allViolations(IntFunction<String> where) {
        return conflicts.stream()
                .map(it -> new Violation(where.apply(it.message()) + it.field(), it.detail()))
                .toList();
    }

    /** 400 with the first ones. */
    public Problem problem(IntFunction<String> where) {
        return Problem.invalid(violations(where)).because(reason().code());
    }
}

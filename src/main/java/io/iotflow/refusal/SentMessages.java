package io.iotflow.refusal;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * How many messages a request holds, and how many of them were stored; the others are refused, whatever the answer is. A
 * resource whose requests hold one message, and are all or nothing, need not say so.
 */
public final class SentMessages {

    private static final String ATTRIBUTE = SentMessages.class.getName();

    private volatile int count = 1;
    private volatile int stored;
    private volatile Reason reason;
    private volatile List<Violation> violations = List.of();

    private SentMessages() {}

    /** Of this request; called before the request goes on asynchronously. */
    public static SentMessages of(HttpServletRequest request) {
        return find(request).orElseGet(() -> {
            SentMessages sent = new SentMessages();
            request.setAttribute(ATTRIBUTE, sent);
            return sent;
        });
    }

    static Optional<SentMessages> find(HttpServletRequest request) {
        return Optional.ofNullable((SentMessages) request.getAttribute(ATTRIBUTE));
    }

    /** The request holds so many. */
    public SentMessages are(int messages) {
        count = messages;
        return this;
    }

    /** The first one that cannot be stored has this reason, should there be one; the first call counts. */
    public void because(Optional<Reason> first) {
        reason = reason == null ? first.orElse(null) : reason;
    }

    /** So many were stored; this is wrong with the others. */
    public void stored(int messages, List<Violation> ofOthers) {
        stored = messages;
        violations = ofOthers;
    }

    /** Why the first one was refused, where that is known. */
    Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    /** How many were not stored, of a request that was refused. */
    int refused() {
        return Math.max(1, count - stored);
    }

    /** What is wrong with those that were left out of a request that was not refused; empty when none was. */
    Optional<String> leftOut() {
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.invalid(violations).getMessage());
    }
}

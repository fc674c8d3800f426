package io.iotflow.platform.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A failure with its HTTP answer. The detail is for the caller: it says what happened and what to do, never how. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Violation> violations;
    private final Duration retryAfter;
    private final transient Map<String, String> headers;
    private final String reason;

    private Problem(int status, String detail, List<Violation> violations, Duration retryAfter, Throwable cause) {
        this(status, detail, violations, retryAfter, Map.of(), null, cause);
    }

    private Problem(
            int status,
            String detail,
            List<Violation> violations,
            Duration retryAfter,
            Map<String, String> headers,
            String reason,
            Throwable cause) {
        super(detail, cause);
        this.headers = Map.copyOf(headers);
        this.reason = reason;
        this.status = status;
        this.violations = List.copyOf(violations);
        this.retryAfter = retryAfter;
    }

    /** 400, every violation named. */
    public static Problem invalid(List<Violation> violations) {
        Violation first = violations.get(0);
        String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return new Problem(400, first.field() + " " + first.message() + more, violations, null, null);
    }

    /** 400, every violation named, and what became of the rest, as the end of a sentence. */
    public static Problem invalid(List<Violation> violations, String outcome) {
        return new Problem(400, invalid(violations).getMessage() + "; " + outcome, violations, null, null);
    }

    /** 400 for one violation. */
    public static Problem invalid(String field, String message) {
        return invalid(List.of(new Violation(field, message)));
    }

    /** 401: no key, or not a known one. */
    public static Problem unauthorized(String detail) {
        return of(401, detail);
    }

    /** 403: the caller is known, but may not. */
    public static Problem forbidden(String detail) {
        return of(403, detail);
    }

    /** 404. */
    public static Problem notFound(String detail) {
        return of(404, detail);
    }

    /** 408: the request did not come in time. */
    public static Problem timeout(String detail) {
        return of(408, detail);
    }

    /** 409: the thing is taken. */
    public static Problem conflict(String detail) {
        return of(409, detail);
    }

    /** 413. */
    public static Problem tooLarge(String detail) {
        return of(413, detail);
    }

    /** 429 (RFC 6585 section 4): the caller is told when to try again, and in headers how much it may ask for. */
    public static Problem tooManyRequests(String detail, Duration retryAfter, Map<String, String> headers) {
        return new Problem(429, detail, List.of(), retryAfter, headers, null, null);
    }

    /** 415: a type or an encoding of the body that is not taken. */
    public static Problem unsupported(String detail) {
        return of(415, detail);
    }

    /** 503: a store that is needed does not answer; the caller is told when to try again. */
    public static Problem unavailable(String detail, Duration retryAfter, Throwable cause) {
        return new Problem(503, detail, List.of(), retryAfter, cause);
    }

    static Problem of(int status, String detail) {
        return new Problem(status, detail, List.of(), null, null);
    }

    /** The same problem, with a stable code such as {@code bad_number} for its reason, where the status does not say it. */
    public Problem because(String code) {
        return new Problem(status, getMessage(), violations, retryAfter, headers, code, getCause());
    }

    /** The HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** What is wrong, field by field; empty but for 400. */
    public List<Violation> violations() {
        return violations;
    }

    /** The stable code of its reason, where the status does not say it; it stands in metrics, and not in the answer. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** When to try again, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Headers that the answer carries beside the usual ones. */
    public Map<String, String> headers() {
        return headers;
    }
}

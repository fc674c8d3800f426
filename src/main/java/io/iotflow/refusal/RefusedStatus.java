package io.iotflow.refusal;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.StatusProblem;
import io.iotflow.quarantine.Reason;
import java.util.Optional;

/** What an HTTP answer says of its reason. */
final class RefusedStatus {

    private RefusedStatus() {}

    /**
     * The stable code: the problem's own; of a bad request the one of its first message that is refused; or what the status
     * means.
     *
     * @param problem what was answered, or null
     */
    static String reason(int status, Problem problem, Optional<Reason> ofMessage) {
        if (problem != null && problem.reason().isPresent()) {
            return problem.reason().get();
        }
        if (status == 400 && ofMessage.isPresent()) {
            return ofMessage.get().code();
        }
        return switch (status) {
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> Reason.UNKNOWN_DEVICE.code();
            case 406 -> "not_acceptable";
            case 413 -> Reason.TOO_LARGE.code();
            case 415 -> "unsupported_type";
            case 429 -> Reason.RATE_LIMITED.code();
            case 503 -> "unavailable";
            default -> status < 500 ? "bad_request" : Reason.INTERNAL_ERROR.code();
        };
    }

    /** In words. The wait of a 429 differs each second, and the same refusal is to be counted as one. */
    static String detail(int status, Problem problem) {
        String detail = (problem == null ? StatusProblem.of(status) : problem).getMessage();
        return status == 429 ? detail.replaceFirst("; try again in .*", "") : detail;
    }
}

package io.iotflow.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The problem that a request is answered with, for filters that look at the answer. */
public final class AnsweredProblem {

    private static final String ATTRIBUTE = AnsweredProblem.class.getName();

    private AnsweredProblem() {}

    static void remember(HttpServletRequest request, Problem problem) {
        request.setAttribute(ATTRIBUTE, problem);
    }

    /** The problem; empty where the answer is none of ours. */
    public static Optional<Problem> of(HttpServletRequest request) {
        return Optional.ofNullable((Problem) request.getAttribute(ATTRIBUTE));
    }
}

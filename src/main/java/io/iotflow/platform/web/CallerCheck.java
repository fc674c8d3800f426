package io.iotflow.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/** Whether the key or session that a request showed is still good; for answers that last. */
public final class CallerCheck {

    private static final String ATTRIBUTE = CallerCheck.class.getName();

    private CallerCheck() {}

    /** Remembers with the request how to ask; the answer may come from memory. */
    public static void remember(HttpServletRequest request, BooleanSupplier isGood) {
        request.setAttribute(ATTRIBUTE, isGood);
    }

    /** How to ask, after the request as well. */
    public static BooleanSupplier of(HttpServletRequest request) {
        return (BooleanSupplier) request.getAttribute(ATTRIBUTE);
    }
}

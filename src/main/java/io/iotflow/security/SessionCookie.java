package io.iotflow.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.NewCookie;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The cookie that has the id of a console's session: no script can read it, and no other site can have it sent. */
final class SessionCookie {

    /** What the console sends with each call; no form of another site can. */
    static final String HEADER = "X-IoTFlow-Console";

    /** Its value where the page asks again by itself. */
    static final String POLL = "poll";

    private static final String NAME = "iotflow_session";
    private static final List<String> READING = List.of("GET", "HEAD");

    private SessionCookie() {}

    /** The id of the request's session, if it has one. */
    static Optional<String> of(HttpServletRequest request) {
        return of(request, NAME);
    }

    /** What the request's cookie of this name says; empty where it has none that says anything. */
    static Optional<String> of(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(it -> it.getName().equals(name))
                        .map(Cookie::getValue)
                        .filter(it -> !it.isEmpty())
                        .findFirst();
    }

    /** Whether a request that has the cookie may have been made by another site's page. */
    static boolean mayBeForeign(HttpServletRequest request) {
        return !READING.contains(request.getMethod()) && request.getHeader(HEADER) == null;
    }

    /** Until the browser is closed, or the session ends. */
    static NewCookie begin(HttpServletRequest request, String id) {
        return cookie(request, id).build();
    }

    /** Makes the browser forget it. */
    static NewCookie end(HttpServletRequest request) {
        return cookie(request, "").maxAge(0).build();
    }

    private static NewCookie.Builder cookie(HttpServletRequest request, String id) {
        return new NewCookie.Builder(NAME)
                .value(id)
                .path(request.getContextPath() + "/api/")
                .httpOnly(true)
                .secure(request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")))
                .sameSite(NewCookie.SameSite.STRICT);
    }
}

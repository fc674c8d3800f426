package io.iotflow.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of one request: in the answer's header, in a problem's body and in the log, so that the three are found together. */
public final class RequestId {

    /** The header in which a caller may give it and every answer has it. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private RequestId() {}

    /** The caller's own id where it can stand in a log line as it is, else a new one. */
    public static String choose(String given) {
        boolean harmless = given != null && HARMLESS.matcher(given).matches();
        return harmless ? given : UUID.randomUUID().toString();
    }

    /** Names a request, and the thread that answers it until {@link #unbind}. */
    public static void bind(HttpServletRequest request, String id) {
        name(request, id);
        CURRENT.set(id);
    }

    /** Names a request alone. */
    public static void name(HttpServletRequest request, String id) {
        request.setAttribute(ATTRIBUTE, id);
    }

    /** Ends what {@link #bind} began for this thread; the request keeps its name. */
    public static void unbind() {
        CURRENT.remove();
    }

    /** The id of a request, on whatever thread it is answered. */
    public static Optional<String> of(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(ATTRIBUTE));
    }

    /** The id of the request that this thread answers. */
    static Optional<String> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}

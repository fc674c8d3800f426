package io.iotflow.timeseries;

import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;

/**
 * An answer that began and cannot be completed. HTTP tells that only by an end of the connection before the last chunk (RFC
 * 9112 section 8); a servlet that fails would have the server write that chunk, and half an answer would look whole. The
 * Servlet API has no way to say so, so this is asked of Payara's own request.
 */
final class AbortedResponse extends IOException {

    private static final long serialVersionUID = 1;

    private static final List<String> TO_THE_CONNECTION = List.of(
            "getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection", "terminateSilently");

    private AbortedResponse(Throwable cause) {
        super("an answer was aborted: " + cause.getMessage(), cause);
    }

    /** Cuts the connection; to be thrown, so that nobody goes on writing. */
    static AbortedResponse because(Throwable cause, HttpServletRequest request) {
        AbortedResponse brokenOff = new AbortedResponse(cause);
        try {
            Object server = request;
            while (server instanceof ServletRequestWrapper wrapper) {
                server = wrapper.getRequest();
            }
            for (String step : TO_THE_CONNECTION) {
                server = server.getClass().getMethod(step).invoke(server);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            brokenOff.addSuppressed(e); // another server, whose way of failing must do
        }
        return brokenOff;
    }
}

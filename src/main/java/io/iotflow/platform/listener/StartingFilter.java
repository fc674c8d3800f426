package io.iotflow.platform.listener;

import java.util.List;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Answers 503 for an application that starts: the server itself would say 404, which a device takes for the answer that
 * there is no such address.
 */
final class StartingFilter extends BaseFilter {

    private static final List<String> RETRY = List.of("Retry-After: 5");
    private static final String REFUSED = StartingFilter.class.getName();

    private volatile boolean hasStarted;
    private volatile String detail = "IoTFlow is starting.";

    /** What the start waits for, such as {@code PostgreSQL}. */
    void waitsFor(String what) {
        detail = "IoTFlow is starting: it waits for " + what + ".";
    }

    /** From now on requests are the application's. */
    void started() {
        hasStarted = true;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (!(context.getMessage() instanceof HttpContent content)
                || !(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getInvokeAction();
        }
        if (request.getAttribute(REFUSED) == null) {
            if (hasStarted) {
                return context.getInvokeAction();
            }
            request.setAttribute(REFUSED, true); // and so is what comes of its body when the application has started
        }
        // Closed with a body on its way, a connection may lose the answer.
        if (content.isLast() || request.requiresAcknowledgement()) {
            request.getProcessingState().setError(true);
            Answers.send(context, 503, "Service Unavailable", detail, RETRY);
        }
        return context.getStopAction();
    }
}

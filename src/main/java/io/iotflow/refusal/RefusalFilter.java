package io.iotflow.refusal;

import io.iotflow.device.CallingDevice;
import io.iotflow.platform.problem.AnsweredProblem;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.CallerAddress;
import io.iotflow.quarantine.Reason;
import jakarta.inject.Inject;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/** Notes what is answered to {@link TakesMessages}, and is no success or not for all of the messages. */
@Provider
public class RefusalFilter implements ContainerResponseFilter {

    @Context
    private HttpServletRequest request;

    @Inject
    private MessageOperations operations;

    @Inject
    private Refusals refusals;

    @Inject
    private CallerAddress addresses;

    @Override
    public void filter(ContainerRequestContext context, ContainerResponseContext answer) {
        if (!operations.contains(context.getMethod(), context.getUriInfo().getPath())) {
            return;
        }
        Optional<SentMessages> sent = SentMessages.find(request);
        if (answer.getStatus() >= 400) {
            Problem problem = AnsweredProblem.of(request).orElse(null);
            note(
                    RefusedStatus.reason(answer.getStatus(), problem, sent.flatMap(SentMessages::reason)),
                    RefusedStatus.detail(answer.getStatus(), problem),
                    sent.map(SentMessages::refused).orElse(1));
        } else {
            sent.ifPresent(messages -> messages.leftOut()
                    .ifPresent(detail -> note(
                            messages.reason().map(Reason::code).orElse("bad_request"), detail, messages.refused())));
        }
    }

    private void note(String reason, String detail, int messages) {
        Object original = request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI); // of InfluxDB's clients
        String path = original instanceof String uri ? uri : request.getRequestURI();
        refusals.note(
                CallingDevice.of(request),
                new Refusal.Same("http", reason, detail, request.getMethod() + " " + path, addresses.of(request)),
                messages);
    }
}

package io.iotflow.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one place where a failure becomes an answer: what is ours to explain is explained, what is a fault is logged. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class.getName());

    @Context
    private HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        Problem problem = problemOf(failure);
        log(problem, failure);
        AnsweredProblem.remember(request, problem);
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(ProblemBody.MEDIA_TYPE).entity(ProblemBody.of(problem, request));
        problem.retryAfter().ifPresent(wait -> answer.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        problem.headers().forEach(answer::header);
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "ApiKey header=\"X-API-Key\"");
        }
        if (failure instanceof WebApplicationException web && web.getResponse().getHeaderString("Allow") != null) {
            answer.header("Allow", web.getResponse().getHeaderString("Allow"));
        }
        return answer.build();
    }

    private void log(Problem problem, Throwable failure) {
        boolean ours = problem.status() >= 500;
        Level level = ours ? Level.WARNING : Level.FINE;
        LOG.log(
                level,
                ours ? failure : null,
                () -> OneLine.of("answered " + problem.status() + " to "
                        + request.getMethod() + " " + request.getRequestURI() + ": " + problem.getMessage()
                        + " (request "
                        + RequestId.of(request).orElse("-") + ")"));
    }

    private static Problem problemOf(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return problemOf(failure.getCause());
        }
        if (failure instanceof WebApplicationException web) {
            return StatusProblem.of(web.getResponse().getStatus());
        }
        return DatabaseProblem.of(failure).orElseGet(() -> StatusProblem.of(500));
    }
}

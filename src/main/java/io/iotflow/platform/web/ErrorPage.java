package io.iotflow.platform.web;

import io.iotflow.platform.problem.OneLine;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.ProblemBody;
import io.iotflow.platform.problem.RequestId;
import io.iotflow.platform.problem.StatusProblem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the server itself refuses, such as an unknown page, as a problem; it would send an HTML page with its name. */
public class ErrorPage extends HttpServlet {

    private static final Logger LOG = Logger.getLogger(ErrorPage.class.getName());
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = StatusProblem.of(status(request));
        nameUnnamed(request, response);
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            LOG.log(
                    Level.WARNING,
                    failure,
                    () -> OneLine.of("answered " + problem.status() + " to "
                            + request.getMethod() + " " + address(request) + " (request "
                            + RequestId.of(request).orElse("-") + ")"));
        }
        response.setStatus(problem.status());
        if (problem.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED && response.getHeader("Allow") == null) {
            response.setHeader("Allow", "GET, HEAD, OPTIONS");
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(ProblemBody.MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(ProblemBody.of(problem, request));
    }

    /** What the server refuses before the filters, such as the files of WEB-INF, has no id yet. */
    private static void nameUnnamed(HttpServletRequest request, HttpServletResponse response) {
        if (RequestId.of(request).isEmpty()) {
            String id = RequestId.choose(request.getHeader(RequestId.HEADER));
            RequestId.name(request, id);
            response.setHeader(RequestId.HEADER, id);
            SecurityHeaders.set(request, response);
        }
    }

    /** The server's own file servlet says 403 to every method that does not read: here that is 405. */
    private static int status(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            return HttpServletResponse.SC_NOT_FOUND; // somebody requests this page by its address
        }
        int status = (int) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return status == HttpServletResponse.SC_FORBIDDEN && !reads
                ? HttpServletResponse.SC_METHOD_NOT_ALLOWED
                : status;
    }

    private static String address(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
    }
}

package io.iotflow.platform.listener;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpPacketParsing;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.util.Header;

/**
 * Stands behind Grizzly's HTTP parser: refuses requests of which two servers may think different things (RFC 9112 sections
 * 6.1 and 11.2), TRACE, and addresses that nobody can decode, for which Grizzly itself logs a stack and answers nothing.
 */
final class RequestGuard extends BaseFilter {

    /** What Grizzly calls "CUSTOM". */
    private static final Map<Integer, String> REASONS = Map.of(
            421, "Misdirected Request",
            422, "Unprocessable Content",
            428, "Precondition Required",
            429, "Too Many Requests",
            431, "Request Header Fields Too Large");

    private final ConnectionGuard connections;

    RequestGuard(ConnectionGuard connections) {
        this.connections = connections;
    }

    private record Refusal(int status, String title, String detail) {

        static Refusal badRequest(String detail) {
            return new Refusal(400, "Bad Request", detail);
        }
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (!connections.gotOn(context.getConnection())) {
            return context.getStopAction(); // what follows on a connection that is being closed
        }
        if (!(context.getMessage() instanceof HttpContent content)
                || !(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getInvokeAction();
        }
        Optional<Refusal> refusal = check(request);
        refusal.ifPresent(it -> {
            request.getProcessingState().setError(true);
            connections.end(context.getConnection());
            Answers.send(context, it.status, it.title, it.detail);
        });
        return refusal.isPresent() ? context.getStopAction() : context.getInvokeAction();
    }

    /**
     * Nobody here speaks another protocol, so that the request is one as any other, as RFC 9110 wants it; Java's own client
     * asks for HTTP/2 with each first request. Left alone Grizzly would not know where its body ends.
     */
    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event instanceof HttpEvents.IncomingHttpUpgradeEvent upgrade) {
            HttpHeader header = upgrade.getHttpHeader();
            header.setIgnoreContentModifiers(false);
            header.getUpgradeDC().recycle();
            return context.getStopAction();
        }
        return context.getInvokeAction();
    }

    private static Optional<Refusal> check(HttpRequestPacket request) {
        boolean chunked = request.getHeaders().contains(Header.TransferEncoding);
        if (chunked && hasLength(request)) {
            return Optional.of(
                    Refusal.badRequest("Send Content-Length or Transfer-Encoding, not both (RFC 9112 section 6.1)."));
        }
        if (chunked && !"chunked".equalsIgnoreCase(request.getHeader(Header.TransferEncoding))) {
            return Optional.of(new Refusal(501, "Not Implemented", "Send Transfer-Encoding: chunked, or none."));
        }
        if (chunked) {
            request.getProcessingState().setKeepAlive(false); // whatever follows the body is no request
        }
        Method method = request.getMethod();
        if (Method.TRACE.equals(method)) {
            return Optional.of(new Refusal(405, "Method Not Allowed", "TRACE is switched off."));
        }
        if ((chunked || request.getContentLength() > 0)
                && method.getPayloadExpectation() != Method.PayloadExpectation.ALLOWED
                && !Method.DELETE.equals(method)) {
            // Grizzly may take the body for the next request.
            return Optional.of(Refusal.badRequest("This method takes no body."));
        }
        String path = request.getRequestURIRef().getOriginalRequestURIBC().toString();
        if (path.endsWith("/application.wadl")) {
            return Optional.of(new Refusal(404, "Not Found", "Not found. /openapi lists all paths."));
        }
        return RequestTarget.isDecodable(path)
                ? Optional.empty()
                : Optional.of(Refusal.badRequest("The path has a percent sign that begins no UTF-8 text."));
    }

    /** Grizzly forgets the length of a body that is chunked, unless it comes last. */
    private static boolean hasLength(HttpRequestPacket request) {
        return request.getHeaders().contains(Header.ContentLength)
                || request instanceof HttpPacketParsing parsed
                        && parsed.getHeaderParsingState().contentLengthHeadersCount > 0;
    }

    @Override
    public NextAction handleWrite(FilterChainContext context) {
        if (context.getMessage() instanceof HttpPacket packet
                && packet.getHttpHeader() instanceof HttpResponsePacket response
                && !response.isCommitted()) {
            if (REASONS.containsKey(response.getStatus())) {
                response.setAllowCustomReasonPhrase(true);
                response.setReasonPhrase(REASONS.get(response.getStatus()));
            }
            redirectRelatively(response);
        }
        return context.getInvokeAction();
    }

    /** Grizzly sends who asks for a folder to the Host that was sent, which may be anybody's: RFC 9110 takes a path, too. */
    private static void redirectRelatively(HttpResponsePacket response) {
        String target = response.getHeader(Header.Location);
        String host =
                response.getRequest() == null ? null : response.getRequest().getHeader(Header.Host);
        if (target != null && host != null) {
            for (String scheme : List.of("http://", "https://")) {
                if (target.regionMatches(true, 0, scheme + host + "/", 0, scheme.length() + host.length() + 1)) {
                    response.getHeaders()
                            .getValue(Header.Location)
                            .setString(target.substring(scheme.length() + host.length()));
                }
            }
        }
    }
}

package io.iotflow.platform.listener;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;

/** A problem (RFC 9457) as the last answer on a connection, for what never reaches the application. */
final class Answers {

    private static final String ANSWER = "HTTP/1.1 %d %s\r\n"
            + "Server: IoTFlow\r\n"
            + "X-Content-Type-Options: nosniff\r\n"
            + "Cache-Control: no-store\r\n"
            + "Content-Type: application/problem+json\r\n"
            + "Content-Length: %d\r\n"
            + "%s"
            + "Connection: close\r\n\r\n%s";
    private static final String BODY =
            "{\"type\":\"about:blank\",\"title\":\"%2$s\",\"status\":%1$d,\"detail\":\"%3$s\",\"error\":\"%2$s\",\"message\":\"%3$s\"}";

    private Answers() {}

    /** Answers and closes from within a filter: what follows sees the connection no more. */
    static void send(FilterChainContext context, int status, String title, String detail) {
        send(context, status, title, detail, List.of());
    }

    /** The same with further header lines. */
    static void send(FilterChainContext context, int status, String title, String detail, List<String> headers) {
        context.write(
                null,
                bytes(context.getMemoryManager(), status, title, detail, headers),
                closing(context.getConnection()));
    }

    /** Answers and closes from anywhere. */
    static <L> void send(Connection<L> connection, int status, String title, String detail) {
        connection.write(
                bytes(connection.getTransport().getMemoryManager(), status, title, detail, List.of()),
                closing(connection));
    }

    private static <T> EmptyCompletionHandler<T> closing(Connection<?> connection) {
        return new EmptyCompletionHandler<>() {
            @Override
            public void completed(T result) {
                connection.closeSilently();
            }

            @Override
            public void failed(Throwable failure) {
                connection.closeSilently();
            }

            @Override
            public void cancelled() {
                connection.closeSilently();
            }
        };
    }

    private static Buffer bytes(
            MemoryManager<?> memory, int status, String title, String detail, List<String> headers) {
        String body = BODY.formatted(status, title, detail);
        String further = headers.stream().map(it -> it + "\r\n").collect(Collectors.joining());
        String answer = ANSWER.formatted(status, title, body.length(), further, body);
        return Buffers.wrap(memory, answer.getBytes(StandardCharsets.US_ASCII));
    }
}

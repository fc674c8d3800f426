package io.iotflow.platform.listener;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartingFilterTest {

    private static final String GET = "GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n";

    private final StartingFilter filter = new StartingFilter();
    private final HttpServer server = new HttpServer();
    private final AtomicInteger read = new AtomicInteger();
    private int port;

    @BeforeEach
    void start() throws IOException {
        NetworkListener listener = new NetworkListener("test", "127.0.0.1", 0);
        server.addListener(listener);
        server.getServerConfiguration()
                .addHttpHandler(
                        new HttpHandler() {
                            @Override
                            public void service(Request request, Response response) throws Exception {
                                int length = request.getInputStream().readAllBytes().length;
                                response.getWriter().write("served " + length);
                            }
                        },
                        "/");
        server.start();
        port = listener.getPort();
        FilterChain chain = listener.getFilterChain();
        int parser = chain.indexOfType(HttpServerFilter.class);
        chain.add(parser + 1, filter);
        chain.add(parser + 1, new BaseFilter() {
            @Override
            public NextAction handleRead(FilterChainContext context) {
                read.incrementAndGet();
                return context.getInvokeAction();
            }
        });
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void saysWhenToComeAgainAndWhatTheStartWaitsFor() throws IOException {
        filter.waitsFor("PostgreSQL");
        try (Socket client = connect()) {
            send(client, GET);
            String answer = rest(client);

            assertTrue(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\n"), answer);
            assertTrue(answer.contains("\r\nRetry-After: 5\r\n"), answer);
            assertTrue(answer.contains("\r\nContent-Type: application/problem+json\r\n"), answer);
            assertTrue(answer.contains("\"detail\":\"IoTFlow is starting: it waits for PostgreSQL.\""), answer);
        }
    }

    @Test
    void answersWhenTheBodyHasCome() throws IOException {
        try (Socket client = connect()) {
            send(client, POST + "\r\nab");
            send(client, "cd");
            assertEquals(503, status(client));
        }
    }

    @Test
    void doesNotLetSomebodySendABodyWhoAsksBefore() throws IOException {
        try (Socket client = connect()) {
            send(client, POST + "Expect: 100-continue\r\n\r\n");
            assertEquals(503, status(client));
        }
    }

    @Test
    void passesRequestsOnWhenTheApplicationHasStarted() throws IOException {
        filter.started();
        try (Socket client = connect()) {
            send(client, POST + "\r\nabcd");
            String answer = rest(client);
            assertTrue(answer.startsWith("HTTP/1.1 200") && answer.contains("served 4"), answer);
        }
    }

    @Test
    void refusesTheRestOfABodyThatBeganBefore() throws IOException {
        try (Socket client = connect()) {
            send(client, POST + "\r\nab");
            soon().until(() -> read.get() > 0);
            filter.started();
            send(client, "cd");
            assertEquals(503, status(client));
        }
    }

    private Socket connect() throws IOException {
        return new Socket("127.0.0.1", port);
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String rest(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        InputStream in = client.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int status(Socket client) throws IOException {
        return Integer.parseInt(rest(client).split(" ")[1]);
    }
}

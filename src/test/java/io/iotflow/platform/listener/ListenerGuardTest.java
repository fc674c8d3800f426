package io.iotflow.platform.listener;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Our filters in a Grizzly of our own, attacked over loopback. */
class ListenerGuardTest {

    private static final int PER_ADDRESS = 5;
    private static final int ALL = 8;

    private final AtomicLong clock = new AtomicLong(1);
    private final List<ConnectionGuard.Refused> refused = new CopyOnWriteArrayList<>();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private final HttpServer server = new HttpServer();
    private ConnectionGuard connections;
    private int port;

    @BeforeEach
    void start() throws IOException {
        NetworkListener listener = new NetworkListener("test", "127.0.0.1", 0);
        server.addListener(listener);
        server.getServerConfiguration().addHttpHandler(new Echo(), "/");
        server.getServerConfiguration().setPassTraceRequest(true);
        server.start();
        port = listener.getPort();
        connections = new ConnectionGuard(ALL, PER_ADDRESS, Duration.ofSeconds(20), it -> it, refused::add, clock::get);
        FilterChain chain = listener.getFilterChain();
        int parser = chain.indexOfType(HttpServerFilter.class);
        chain.add(parser + 1, new RequestGuard(connections));
        chain.add(1, connections);
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    /** Answers what the test's path asks for. */
    private final class Echo extends HttpHandler {

        @Override
        public void service(Request request, Response response) throws Exception {
            served.add(request.getMethod() + " " + request.getRequestURI());
            switch (request.getRequestURI()) {
                case "/limited" -> response.setStatus(429);
                case "/folder" -> {
                    response.setStatus(301);
                    response.setHeader("Location", "http://" + request.getHeader("Host") + "/folder/");
                }
                default ->
                    response.getWriter().write("ok " + request.getInputStream().readAllBytes().length);
            }
        }
    }

    @Test
    void anAddressHasSoManyConnectionsAndTheOthersTheirs() throws IOException {
        List<Socket> flood =
                Stream.generate(() -> connect("127.0.0.2")).limit(20).toList();
        soon().until(() -> refused.size() == 20 - PER_ADDRESS);

        assertTrue(
                ask(connect("127.0.0.1"), "GET / HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 200"));
        close(flood);
        soon().until(() -> connections.open() <= 1);
        assertTrue(
                ask(connect("127.0.0.2"), "GET / HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 200"));
        assertEquals(
                List.of(ConnectionGuard.Refused.TOO_MANY_OF_ADDRESS),
                refused.stream().distinct().toList());
    }

    @Test
    void allAddressesTogetherHaveSoManyConnections() throws IOException {
        List<Socket> flood = Stream.of("127.0.0.2", "127.0.0.3", "127.0.0.4")
                .flatMap(it -> Stream.generate(() -> connect(it)).limit(4))
                .toList();
        soon().until(() -> refused.size() == 12 - ALL);
        assertEquals(
                List.of(ConnectionGuard.Refused.TOO_MANY),
                refused.stream().distinct().toList());
        close(flood);
    }

    @RepeatedTest(20)
    void connectionsThatComeAtOnceAreCountedOneByOne() throws IOException {
        List<Socket> flood = IntStream.range(0, 60)
                .parallel()
                .mapToObj(it -> connect("127.0.0." + (2 + it % 12)))
                .toList();

        soon().until(() -> refused.size() + connections.open() == 60);
        assertEquals(ALL, connections.open());
        close(flood);
    }

    @Test
    void aHeaderThatDoesNotEndIsARequestTimeout() throws IOException {
        try (Socket slow = connect("127.0.0.1")) {
            send(slow, "GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
            soon().until(() -> endsSlowOnes(slow, "a"));
            String answer = rest(slow);
            assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
        }
        assertEquals(List.of(ConnectionGuard.Refused.TOO_SLOW), refused);
    }

    /** Each piece that comes late does not begin the time anew. */
    private boolean endsSlowOnes(Socket slow, String piece) throws IOException {
        if (refused.isEmpty()) {
            send(slow, piece);
            clock.addAndGet(Duration.ofSeconds(5).toNanos());
            connections.endSlow();
        }
        return !refused.isEmpty();
    }

    @Test
    void aConnectionThatWaitsForItsNextRequestIsNotSlow() throws IOException {
        try (Socket idle = connect("127.0.0.1")) {
            String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
            assertTrue(ask(idle, request).startsWith("HTTP/1.1 200"));
            clock.addAndGet(Duration.ofMinutes(5).toNanos());
            connections.endSlow();
            assertTrue(ask(idle, request).startsWith("HTTP/1.1 200"));
        }
        assertEquals(List.of(), refused);
    }

    @Test
    void whatTwoServersMayReadDifferentlyIsRefusedAndNothingOfItsBodyIsServed() throws IOException {
        String inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
        assertAnswer("HTTP/1.1 405 ", "TRACE / HTTP/1.1\r\nHost: x\r\nContent-Length: 35\r\n\r\n" + inner);
        assertAnswer(
                "HTTP/1.1 501 ", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner);
        assertAnswer(
                "HTTP/1.1 400 ",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
                        + inner);
        assertAnswer("HTTP/1.1 400 ", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 35\r\n\r\n" + inner);
        assertEquals(List.of(), served);
    }

    /** Grizzly has forgotten the length by then; RFC 9112 section 6.3 lets a server take the chunks, if it closes. */
    @Test
    void nothingThatFollowsAChunkedBodyIsServed() throws IOException {
        assertAnswer(
                "HTTP/1.1 200 ",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                        + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(List.of("POST /"), served);
    }

    @Test
    void aPathThatCannotBeDecodedIsABadRequest() throws IOException {
        assertAnswer("HTTP/1.1 400 Bad Request\r\n", "GET /%z HTTP/1.1\r\nHost: x\r\n\r\n");
        assertAnswer("HTTP/1.1 404 Not Found\r\n", "GET /openapi/application.wadl HTTP/1.1\r\nHost: x\r\n\r\n");
        assertEquals(List.of(), served);
    }

    @Test
    void saysTooManyRequestsInWordsAndRedirectsToNoHost() throws IOException {
        try (Socket client = connect("127.0.0.1")) {
            assertTrue(ask(client, "GET /limited HTTP/1.1\r\nHost: x\r\n\r\n")
                    .startsWith("HTTP/1.1 429 Too Many Requests\r\n"));
        }
        try (Socket client = connect("127.0.0.1")) {
            String answer = ask(client, "GET /folder HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertTrue(answer.contains("Location: /folder/\r\n"), answer);
        }
    }

    private void assertAnswer(String begin, String request) throws IOException {
        try (Socket client = connect("127.0.0.1")) {
            send(client, request);
            String answer = rest(client);
            assertTrue(answer.startsWith(begin), answer);
            assertEquals(answer.indexOf("HTTP/1.1 "), answer.lastIndexOf("HTTP/1.1 "), answer);
        }
    }

    private Socket connect(String from) {
        try {
            Socket socket = new Socket();
            socket.setSoTimeout(10_000);
            socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    /** The beginning of the answer, as much as comes at once. */
    private static String ask(Socket socket, String request) throws IOException {
        send(socket, request);
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        return new String(buffer, 0, Math.max(in.read(buffer), 0), StandardCharsets.US_ASCII);
    }
}

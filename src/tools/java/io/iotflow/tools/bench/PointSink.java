package io.iotflow.tools.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Takes points in place of an InfluxDB that is not installed, and counts which of them came more than once. */
final class PointSink implements PointStore {

    private static final byte[] HEALTH =
            "{\"name\":\"influxdb\",\"status\":\"pass\",\"version\":\"2.7.0\"}".getBytes(StandardCharsets.UTF_8);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Set<String> points = ConcurrentHashMap.newKeySet();
    private final AtomicLong lines = new AtomicLong();

    PointSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, OK, HEALTH));
        server.createContext("/api/v2/write", this::write);
        server.setExecutor(threads);
        server.start();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "INFLUXDB_URL",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "INFLUXDB_TOKEN",
                "none",
                "INFLUXDB_ORG",
                "bench",
                "INFLUXDB_BUCKET",
                "bench");
    }

    /** One is known by its series and time. */
    @Override
    public long points(String measurement) {
        return points.stream().filter(it -> it.startsWith(measurement + ",")).count();
    }

    @Override
    public String describe() {
        return "a stand-in for InfluxDB, where of all %d points %d came again"
                .formatted(points.size(), lines.get() - points.size());
    }

    private void write(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        InputStream plain = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body;
        new String(plain.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
            lines.incrementAndGet();
            // No tag of the bench has a space in it that is not escaped.
            int fields = line.replace("\\ ", "__").indexOf(' ');
            points.add(line.substring(0, fields) + line.substring(line.lastIndexOf(' ')));
        });
        answer(exchange, NO_CONTENT, new byte[0]);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("X-Influxdb-Version", "2.7.0");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

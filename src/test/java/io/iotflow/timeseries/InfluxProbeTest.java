package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InfluxProbeTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Test
    void saysWhatInfluxDbSaysOfItself() {
        try (InfluxTestServer server = started();
                InfluxProbe probe = probe(server.url() + "/")) {
            assertEquals(StoreHealth.of("pass", "ready for queries and writes", "v2.7.12"), probe.health());
            assertTrue(probe.isReachable());
        }
    }

    @Test
    void isUnreachableWhereNobodyListens() {
        try (InfluxProbe probe = probe("http://127.0.0.1:1")) {
            assertEquals("unreachable", probe.health().influxdb().status());
            assertFalse(probe.isReachable());
        }
    }

    /** A server that takes connections and never answers, and many who ask at once. */
    @Test
    void answersManyAtOnceWhileInfluxDbHangs() throws IOException {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                InfluxProbe probe = probe("http://127.0.0.1:" + hanging.getLocalPort())) {
            List<StoreHealth> answers =
                    assertTimeout(
                            AT_ONCE,
                            () -> IntStream.range(0, 16)
                                    .mapToObj(i -> CompletableFuture.supplyAsync(probe::health, callers))
                                    .toList()
                                    .stream()
                                    .map(CompletableFuture::join)
                                    .toList());

            answers.forEach(it -> assertEquals(StoreHealth.unreachable(), it));
            assertTimeout(Duration.ofMillis(500), probe::health, "it is known for a moment");
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void failsWhereSomethingElseAnswers() {
        try (InfluxTestServer server = started();
                InfluxProbe probe = probe(server.url() + "/elsewhere")) {
            assertEquals("fail", probe.health().influxdb().status());
            assertFalse(probe.health().connected());
            assertTrue(probe.isReachable());
        }
    }

    private static InfluxTestServer started() {
        InfluxTestServer server = new InfluxTestServer();
        server.start();
        return server;
    }

    private static InfluxProbe probe(String url) {
        return new InfluxProbe(InfluxUnderTest.settings(url, "token", "org"));
    }
}

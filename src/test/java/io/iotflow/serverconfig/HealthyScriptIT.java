package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The container's health check: it tells ready from not ready, and ends a Payara that will never be ready. */
@FullSuite
class HealthyScriptIT {

    private static final Path SCRIPT = Path.of("server-config/payara/healthy.sh");
    private static final String NOTHING_DEPLOYED =
            "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"No Application deployed\",\"status\":\"DOWN\",\"data\":{}}]}";

    private HttpServer server;
    private Process payara;

    @BeforeEach
    void start() throws IOException {
        if (!Scripts.canRun("bash", "--version") || !Files.exists(Path.of("/proc/uptime"))) {
            String reason = "bash or /proc is missing: the container's health check is not tested";
            System.out.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        payara = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
            payara.destroyForcibly();
        }
    }

    @Test
    void isWellWhenTheApplicationIsReady() {
        answers(200, "{\"status\":\"UP\",\"checks\":[]}");

        assertEquals(0, check("0").code());
        assertTrue(payara.isAlive());
    }

    @Test
    void isUnwellAndGoesOnWhileAPartIsAway() {
        answers(503, "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"postgresql\",\"status\":\"DOWN\",\"data\":{}}]}");

        assertEquals(1, check("-1").code());
        assertTrue(payara.isAlive());
    }

    @Test
    void leavesAPayaraInPeaceThatIsStillDeploying() {
        answers(503, NOTHING_DEPLOYED);

        assertEquals(1, check("300").code());
        assertTrue(payara.isAlive());
    }

    @Test
    void endsAPayaraThatHasDeployedNothing() throws InterruptedException {
        answers(503, NOTHING_DEPLOYED);

        Scripts.Result result = check("-1");

        assertEquals(1, result.code(), result.output());
        assertTrue(payara.waitFor(10, TimeUnit.SECONDS), result.output());
    }

    @Test
    void isUnwellWhenNobodyListens() {
        int port = server.getAddress().getPort();
        server.stop(0);

        assertEquals(
                1,
                Scripts.result(Map.of(), SCRIPT, String.valueOf(port), pid(), "-1")
                        .code());
        assertTrue(payara.isAlive());
    }

    private void answers(int status, String body) {
        server.createContext("/health/ready", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private Scripts.Result check(String patience) {
        return Scripts.result(
                Map.of(), SCRIPT, String.valueOf(server.getAddress().getPort()), pid(), patience);
    }

    private String pid() {
        return String.valueOf(payara.pid());
    }
}

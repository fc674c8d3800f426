package io.iotflow.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.Deployments;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.SharedApplication;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer has, whatever it is about and whoever makes it. */
@FullSuite // starts servers of its own
@Deployed(AnswersIT.WithProbe.class)
class AnswersIT {

    private static final String PROBE = "/api/v1/probe";
    private static final int LIMIT = 1024 * 1024;

    @ArquillianResource
    private URI base;

    private Browser browser;

    /** Answers that no resource of ours gives, and an origin that may call. */
    static final class WithProbe extends SharedApplication {

        @Deployment(testable = false)
        static WebArchive war() {
            return Deployments.war()
                    .addClasses(ProbeResource.class, ProbeResource.Tagged.class, ProbeConfiguration.class)
                    .addAsServiceProvider(ConfigSource.class, ProbeConfiguration.class);
        }
    }

    @BeforeEach
    void open() {
        browser = new Browser(base);
    }

    // Headers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/influxdb/health",
                "/api/v1/nothing",
                "/nothing",
                "/docs/",
                "/health",
                "/metrics",
                "/openapi"
            })
    void haveSecurityHeadersAndARequestId(String path) {
        HttpResponse<byte[]> answer = browser.get(path);

        assertEquals("nosniff", header(answer, "X-Content-Type-Options"));
        assertEquals("no-referrer", header(answer, "Referrer-Policy"));
        assertEquals("DENY", header(answer, "X-Frame-Options"));
        assertTrue(header(answer, "Content-Security-Policy").contains("frame-ancestors 'none'"));
        assertFalse(header(answer, "X-Request-Id").isEmpty());
        assertEquals("", header(answer, "Strict-Transport-Security"));
        assertFalse((header(answer, "Server") + header(answer, "X-Powered-By")).contains("Payara"));
    }

    @Test
    void askForHttpsOnlyWhereItCameOverHttps() {
        assertTrue(header(browser.get("/docs/", "X-Forwarded-Proto", "https"), "Strict-Transport-Security")
                .startsWith("max-age="));
    }

    @Test
    void ofTheApiAreKeptByNobodyUnlessTheResourceSaysSo() {
        assertEquals("no-store", header(browser.get(PROBE + "/short"), "Cache-Control"));
        assertEquals("no-store", header(browser.get("/api/v1/nothing"), "Cache-Control"));
        assertEquals("max-age=60", header(browser.get(PROBE + "/cached"), "Cache-Control"));
    }

    @Test
    void repeatTheCallersRequestIdOnlyWhereItIsHarmless() {
        assertEquals("my-1.id_x", header(browser.get(PROBE + "/short", "X-Request-Id", "my-1.id_x"), "X-Request-Id"));
        assertNotEquals("<b>", header(browser.get(PROBE + "/short", "X-Request-Id", "<b>"), "X-Request-Id"));
    }

    // Problems

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404",
        "GET, /error, 404",
        "GET, /WEB-INF/web.xml, 404",
        "PUT, /nothing, 405",
        "DELETE, /docs/index.html, 405",
        "GET, /api, 404",
        "GET, /api/v1/nothing, 404",
        "DELETE, /api/v1/probe/short, 405",
        "GET, /api/v1/probe/fails, 500",
        "GET, /api/v1/probe/commit-fails, 503",
        "GET, /api/v1/probe/later/fails, 500",
        "GET, /api/v1/probe/later/refuses, 409"
    })
    void ofEveryFailureAreProblemsThatNameTheRequest(String method, String path, int status) {
        HttpResponse<byte[]> answer = browser.send(method, path, new byte[0], "X-Request-Id", "it-7");

        assertProblem(status, answer);
        JsonObject problem = json(answer);
        assertEquals(path, problem.getString("instance"));
        assertEquals("it-7", problem.getString("request_id"));
        assertEquals("it-7", header(answer, "X-Request-Id"));
        assertFalse(text(answer).contains("secret") || text(answer).contains("Payara"), text(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /a%2fb HTTP/1.1", "NONSENSE", "TRACE / HTTP/1.1", "GET /../../x HTTP/1.1"})
    void toARequestThatTheServerCannotReadShowNothingOfIt(String line) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((line + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

            assertTrue(answer.matches("(?s)HTTP/1\\.[01] 4\\d\\d .*"), answer);
            assertFalse(answer.contains("<html") || answer.contains("\tat "), answer);
        }
    }

    // Gzip out

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/probe/long", "/api/v1/probe/later/long"})
    void arePackedForWhoAsksWhenTheyAreLong(String path) throws IOException {
        HttpResponse<byte[]> compressed = browser.get(path, "Accept-Encoding", "gzip");
        HttpResponse<byte[]> plain = browser.get(path);

        assertEquals("gzip", header(compressed, "Content-Encoding"));
        assertEquals(ProbeResource.LONG, new String(uncompress(compressed.body()), UTF_8));
        assertTrue(compressed.body().length < 1000, "compressed to " + compressed.body().length);
        assertEquals(ProbeResource.LONG, text(plain));
        assertEquals("", header(plain, "Content-Encoding"));
        assertTrue(plain.headers().allValues("Vary").contains("Accept-Encoding"));
        assertTrue(compressed.headers().allValues("Vary").contains("Accept-Encoding"));
    }

    @Test
    void areNotCompressedWhenTheyAreShortOrAlreadyCompressed() {
        assertEquals("", header(browser.get(PROBE + "/short", "Accept-Encoding", "gzip"), "Content-Encoding"));
        assertEquals("", header(browser.get("/api/v1/nothing", "Accept-Encoding", "gzip"), "Content-Encoding"));
        assertEquals("", header(browser.get("/nothing", "Accept-Encoding", "gzip"), "Content-Encoding"));
    }

    @Test
    void toHeadHaveNoBody() {
        HttpResponse<byte[]> answer = browser.send("HEAD", PROBE + "/long", new byte[0], "Accept-Encoding", "gzip");

        assertEquals(200, answer.statusCode());
        assertEquals(0, answer.body().length);
    }

    @Test
    void thatAreStreamedArriveAsTheyAreWritten() throws Exception {
        HttpResponse<InputStream> answer = browser.open(PROBE + "/stream", "Accept-Encoding", "gzip");
        assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElse(""));

        // Bytes and no reader: a reader would wait for more than one line.
        try (InputStream uncompressed = new GZIPInputStream(answer.body())) {
            assertEquals(ProbeResource.FIRST, new String(uncompressed.readNBytes(ProbeResource.FIRST.length()), UTF_8));
            assertEquals(204, browser.send("POST", PROBE + "/next", new byte[0]).statusCode());
            assertEquals("\nsecond\n", new String(uncompressed.readAllBytes(), UTF_8));
        }
    }

    // Gzip in

    @Test
    void takePackedBodies() throws IOException {
        byte[] compressed = GzipTest.compress(new byte[LIMIT]);

        assertEquals(String.valueOf(LIMIT), text(post(compressed, "gzip")));
        assertEquals(String.valueOf(compressed.length), text(post(compressed, "identity")));
    }

    @Test
    void refuseABodyThatIsLargerThanTheLimitUncompressed() throws IOException {
        assertProblem(413, post(GzipTest.compress(new byte[LIMIT + 1]), "gzip"));
        assertProblem(413, post(GzipTest.compress(new byte[200 * LIMIT]), "gzip"));
    }

    @Test
    void refuseABodyThatIsNotPackedAsItSays() throws IOException {
        byte[] compressed = GzipTest.compress("{\"v\":1}".repeat(1000).getBytes(UTF_8));

        assertProblem(400, post("{\"v\":1}".getBytes(UTF_8), "gzip"));
        assertProblem(400, post(Arrays.copyOf(compressed, compressed.length / 2), "gzip"));
        assertProblem(415, post(compressed, "br"));
        assertProblem(415, post(compressed, "deflate"));
    }

    // CORS

    @Test
    void toAPreflightNeedNoKey() {
        HttpResponse<byte[]> answer = preflight(ProbeConfiguration.ORIGIN);

        assertEquals(204, answer.statusCode());
        assertEquals(ProbeConfiguration.ORIGIN, header(answer, "Access-Control-Allow-Origin"));
        assertTrue(header(answer, "Access-Control-Allow-Headers").contains("X-API-Key"));
        assertTrue(header(answer, "Access-Control-Allow-Methods").contains("DELETE"));
    }

    @Test
    void mayBeReadByAConfiguredOriginAlsoWhenTheyRefuse() {
        HttpResponse<byte[]> answer =
                browser.get("/api/v1/influxdb/device/x/latest", "Origin", ProbeConfiguration.ORIGIN);

        assertProblem(401, answer);
        assertEquals(ProbeConfiguration.ORIGIN, header(answer, "Access-Control-Allow-Origin"));
        for (String shown : new String[] {"X-Request-Id", "Retry-After", "X-RateLimit-Remaining", "X-IoTFlow-Source"}) {
            assertTrue(header(answer, "Access-Control-Expose-Headers").contains(shown), shown);
        }
        assertTrue(answer.headers().allValues("Vary").contains("Origin"));
    }

    @Test
    void mayNotBeReadByAnotherOrigin() {
        assertProblem(403, preflight("https://evil.example"));
        HttpResponse<byte[]> answer = browser.get(PROBE + "/short", "Origin", "https://evil.example");
        assertEquals("", header(answer, "Access-Control-Allow-Origin"));
    }

    // Revalidation

    @Test
    void areNotSentAgainToWhoHasThem() throws IOException {
        HttpResponse<byte[]> first = browser.get(PROBE + "/tagged");
        String tag = header(first, "ETag");
        assertEquals("one", json(first).getString("some_name"));

        HttpResponse<byte[]> again = browser.get(PROBE + "/tagged", "If-None-Match", tag, "Accept-Encoding", "gzip");
        assertEquals(304, again.statusCode());
        assertEquals(0, again.body().length);
        assertEquals(tag, header(again, "ETag"));
        assertEquals("private, no-cache", header(again, "Cache-Control"));

        HttpResponse<byte[]> other =
                browser.get(PROBE + "/tagged", "If-None-Match", "\"other\"", "Accept-Encoding", "gzip");
        assertEquals(200, other.statusCode());
        assertEquals(text(first), new String(uncompress(other.body()), UTF_8));
    }

    /** Jersey would make a resource anew for each request, which is a part of what a request costs. */
    @Test
    void comeFromOneInstanceOfTheResource() {
        assertEquals("1", text(browser.send("POST", PROBE + "/count", new byte[0])));
        assertEquals("2", text(browser.send("POST", PROBE + "/count", new byte[0])));
    }

    private HttpResponse<byte[]> post(byte[] body, String encoding) {
        return browser.send(
                "POST", PROBE + "/size", body, "Content-Encoding", encoding, "Content-Type", "application/json");
    }

    private HttpResponse<byte[]> preflight(String origin) {
        return browser.send(
                "OPTIONS",
                "/api/v1/devices/telemetry",
                new byte[0],
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "x-api-key,content-type");
    }

    private static void assertProblem(int status, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode(), text(answer));
        assertTrue(header(answer, "Content-Type").startsWith("application/problem+json"), text(answer));
        assertEquals(status, json(answer).getInt("status"));
    }

    private static byte[] uncompress(byte[] compressed) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private static JsonObject json(HttpResponse<byte[]> answer) {
        return Json.createReader(new ByteArrayInputStream(answer.body())).readObject();
    }
}

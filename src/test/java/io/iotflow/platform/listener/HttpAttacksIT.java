package io.iotflow.platform.listener;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Alone;
import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import io.iotflow.tools.quickstart.JavaHome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One address, or one key, against the application as the quickstart starts it: bounded, on loopback, and over after
 * seconds. Meanwhile a device sends its readings and somebody asks whether the server lives.
 */
@Alone
@FullSuite
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a subclass says on which Java it runs
class HttpAttacksIT {

    private static final Duration ATTACK = Duration.ofSeconds(5);
    private static final String TELEMETRY = "/api/v1/devices/telemetry";
    private static final String READING = "{\"data\":{\"value\":1.5}}";

    private Application application;
    private TestDevice honest;
    private TestDevice attacker;

    JavaHome java() {
        return JavaHome.current();
    }

    @BeforeAll
    void start() {
        application = Application.launch(
                        TestStack.with(
                                Map.of("iotflow.http.header.timeout", "PT2S", "iotflow.http.body.timeout", "PT3S")),
                        java())
                .awaitReady();
        Client admin = Client.admin(application.uri());
        honest = admin.newDevice();
        attacker = admin.newDevice();
        assertEquals(201, honest.http().post(TELEMETRY, READING).status());
    }

    @AfterAll
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void answersThatNobodyReadsHinderNobodyElse() throws IOException {
        String request = "GET /openapi HTTP/1.1\r\nHost: x\r\n\r\n".repeat(20);
        int before = application.log().size();
        try (HttpFlood flood = HttpFlood.open(application.uri(), 205)) {
            flood.send(request);
            assertHonestDevice(
                    "205 connections that ask /openapi 20 times and read nothing", () -> flood.send(request));
        }
        soon().until(() -> logged(before, "A client did not take an answer to its end") > 0);
        assertEquals(0, logged(before, "at org.glassfish.jersey"), "each is one line");
    }

    @Test
    void bodiesThatDoNotComeHinderNobodyElseAndEndAsRequestTimeout() throws IOException {
        String begin = "POST " + TELEMETRY + " HTTP/1.1\r\nHost: x\r\nX-API-Key: " + attacker.key()
                + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        try (HttpFlood flood = HttpFlood.open(application.uri(), 200)) {
            flood.send(begin);
            assertHonestDevice("200 slow bodies with one key", () -> flood.send(" "));
            soon().until(() -> {
                flood.send(" ");
                return flood.statuses().contains(408);
            });
            List<Integer> statuses = flood.statuses();
            assertTrue(Stream.of(408, 503, 0).toList().containsAll(statuses), statuses.toString());
        }
    }

    @Test
    void headersThatDoNotEndHinderNobodyElseAndEndAsRequestTimeout() throws IOException {
        try (HttpFlood flood = HttpFlood.open(application.uri(), 400)) {
            flood.send("GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
            assertHonestDevice("400 slow headers", () -> flood.send("a"));
            soon().until(() -> flood.statuses().contains(408));
        }
    }

    @Test
    void aPathThatCannotBeDecodedIsABadRequestAndNotInTheLog() throws IOException {
        int before = application.log().size();
        try (HttpFlood flood = HttpFlood.open(application.uri(), 20)) {
            flood.send("GET /%z HTTP/1.1\r\nHost: x\r\n\r\n");
            soon().until(() -> flood.statuses().stream().allMatch(it -> it == 400));
        }
        // What other tests have left is still being closed, and may be logged meanwhile.
        assertEquals(
                List.of(),
                application.log().stream()
                        .skip(before)
                        .filter(it -> it.contains("%z") || it.contains("Decode") || it.contains("IllegalArgument"))
                        .toList());
    }

    @Test
    void http2IsNotSpoken() throws IOException {
        try (HttpFlood flood = HttpFlood.open(application.uri(), 1)) {
            flood.send("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
            soon().until(() -> flood.statuses().equals(List.of(200)));
        }
    }

    @Test
    void aBodyThatComesWithAWishForHttp2IsTaken() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(application.uri().resolve("/api/v1/devices/register"))
                .header("X-API-Key", TestStack.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"by HTTP/2, %s\",\"device_type\":\"t\"}".formatted(UUID.randomUUID())))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient() // which asks for HTTP/2
                .send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
    }

    @Test
    void aDatabaseThatHangsIsNotReadyWithinTwoSeconds() {
        Client anybody = Client.admin(application.uri()).withKey(null);
        assertEquals(200, anybody.get("/health/ready").status());
        FrozenDatabase frozen = FrozenDatabase.freeze();
        try {
            Instant begin = Instant.now();
            Reply ready = anybody.get("/health/ready");
            Duration took = Duration.between(begin, Instant.now());
            System.out.printf("frozen PostgreSQL: /health/ready %d after %d ms%n", ready.status(), took.toMillis());
            assertEquals(503, ready.status());
            assertTrue(ready.text().contains("no commit in time"), ready.text());
            assertTrue(took.toMillis() < 2_500, "took " + took);
        } finally {
            frozen.thaw();
        }
        soon().until(() -> anybody.get("/health/ready").status() == 200);
    }

    private long logged(int before, String text) {
        return application.log().stream()
                .skip(before)
                .filter(it -> it.contains(text))
                .count();
    }

    private interface Attack {
        void goOn() throws IOException;
    }

    private void assertHonestDevice(String attack, Attack more) throws IOException {
        List<Long> millis = new ArrayList<>();
        List<Long> live = new ArrayList<>();
        Client anybody = Client.admin(application.uri()).withKey(null);
        long memory = application.rssBytes();
        Instant end = Instant.now().plus(ATTACK);
        while (Instant.now().isBefore(end)) {
            more.goOn();
            millis.add(timed(201, () -> honest.http().post(TELEMETRY, READING)));
            live.add(timed(200, () -> anybody.get("/health/live")));
        }
        Collections.sort(millis);
        Collections.sort(live);
        System.out.printf(
                "%s: %d messages, p50 %d ms, p99 %d ms; /health/live p99 %d ms; memory %d MB, %d MB before%n",
                attack,
                millis.size(),
                middle(millis, 0.5),
                middle(millis, 0.99),
                middle(live, 0.99),
                application.rssBytes() >> 20,
                memory >> 20);
        assertTrue(millis.get(millis.size() - 1) < 5_000, "the honest device waited " + millis);
    }

    private static long middle(List<Long> sorted, double share) {
        return sorted.get((int) (sorted.size() * share));
    }

    private static long timed(int status, java.util.function.Supplier<Reply> call) {
        long begin = System.nanoTime();
        Reply reply = call.get();
        assertEquals(status, reply.status(), reply.text());
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}

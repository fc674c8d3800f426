package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.exceptions.FluxQueryException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrofit2.Response;

@Timeout(60)
class InfluxCircuitTest {

    private static final InfluxException NOBODY_LISTENS = new InfluxException(new IOException("connection refused"));

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger probes = new AtomicInteger();
    private volatile boolean isReachable = true;
    private volatile Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final InfluxCircuit circuit = new InfluxCircuit(
            () -> {
                probes.incrementAndGet();
                return isReachable;
            },
            Duration.ofMillis(50),
            () -> now);

    @Test
    void givesTheAnswer() {
        assertEquals("answer", circuit.ask(() -> "answer"));
        assertEquals(0, probes.get(), "nothing is asked beside the question");
    }

    @Test
    void asksNobodyForAWhileWhenInfluxDbIsAway() {
        fail(NOBODY_LISTENS);
        now = now.plusSeconds(9);

        for (int i = 0; i < 100; i++) {
            assertThrows(NoAnswer.class, this::ask);
        }

        assertEquals(1, asked.get());
        assertEquals(0, probes.get());
    }

    @Test
    void letsOneTryAfterAWhile() {
        fail(NOBODY_LISTENS);
        now = now.plus(InfluxCircuit.OPEN);

        circuit.ask(() -> {
            assertThrows(NoAnswer.class, this::ask, "the others keep off meanwhile");
            return true;
        });

        assertEquals(1, asked.get());
        assertEquals("answer", ask());
    }

    @Test
    void staysOpenWhereOneTriesInVain() {
        fail(NOBODY_LISTENS);
        now = now.plus(InfluxCircuit.OPEN);
        fail(NOBODY_LISTENS);
        now = now.plusSeconds(9);

        assertThrows(NoAnswer.class, this::ask);
        assertEquals(2, asked.get());
    }

    @Test
    void triesNotEvenOnceWhereNothingAnswers() {
        fail(NOBODY_LISTENS);
        isReachable = false;
        now = now.plus(InfluxCircuit.OPEN);

        assertThrows(NoAnswer.class, this::ask);
        assertThrows(NoAnswer.class, this::ask);

        assertEquals(1, asked.get());
        assertEquals(1, probes.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 502, 503, 504})
    void opensWhereInfluxDbTakesNoQuestions(int status) {
        fail(refusal(status, "{}"));

        assertThrows(NoAnswer.class, this::ask);
        assertEquals(1, asked.get());
    }

    @Test
    void staysClosedWhereTheFaultMayBeInOneQuestion() {
        for (InfluxException failure : List.of(
                refusal(500, "{\"code\":\"internal error\"}"),
                new FluxQueryException("runtime error", 0),
                new InfluxException("no cause"))) {
            fail(failure);
            assertEquals("answer", ask());
        }
    }

    @Test
    void saysThatAQuestionIsWrong() {
        InfluxException wrong = refusal(400, "{\"code\":\"invalid\",\"message\":\"compilation failed\"}");

        InfluxException thrown = assertThrows(
                InfluxException.class,
                () -> circuit.ask(() -> {
                    throw wrong;
                }));

        assertEquals(wrong, thrown);
        assertEquals("answer", ask());
    }

    @Test
    void takesTheRefusalOfAProxyForNoAnswer() {
        fail(refusal(400, "<html>Bad Request</html>"));
    }

    /** One that is too much for InfluxDB must not keep the others from it. */
    @Test
    void staysClosedWhereOthersWereAnsweredMeanwhile() {
        assertThrows(
                NoAnswer.class,
                () -> circuit.ask(() -> {
                    now = now.plusSeconds(5);
                    ask();
                    now = now.plusSeconds(5);
                    throw NOBODY_LISTENS;
                }));

        assertEquals("answer", ask());
    }

    @Test
    void opensWhenAsManyAskAsMayAndInfluxDbHangs() throws InterruptedException {
        isReachable = false;
        CountDownLatch recovered = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(InfluxCircuit.AT_ONCE);
        try {
            List<CompletableFuture<String>> hanging = hang(circuit, threads, recovered);

            assertThrows(NoAnswer.class, this::ask);
            assertThrows(NoAnswer.class, this::ask);
            assertEquals(0, asked.get());
            assertEquals(1, probes.get(), "it is open now");

            recovered.countDown();
            hanging.forEach(it -> assertEquals("late", it.join()));
            assertEquals("answer", ask(), "they were answered after all");
        } finally {
            recovered.countDown();
            threads.shutdown();
        }
    }

    @Test
    void sparesWhoWaitsForATurnWhenItOpensMeanwhile() throws InterruptedException {
        InfluxCircuit patient = new InfluxCircuit(() -> true, Duration.ofSeconds(30), () -> now);
        CountDownLatch timeOut = new CountDownLatch(1);
        CountDownLatch allAsk = new CountDownLatch(InfluxCircuit.AT_ONCE);
        ExecutorService threads = Executors.newFixedThreadPool(InfluxCircuit.AT_ONCE + 1);
        try {
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (int i = 0; i < InfluxCircuit.AT_ONCE; i++) {
                all.add(CompletableFuture.supplyAsync(
                        () -> patient.ask(() -> {
                            allAsk.countDown();
                            await(timeOut);
                            throw NOBODY_LISTENS;
                        }),
                        threads));
            }
            allAsk.await();
            Thread waiting = new Thread(() -> assertThrows(
                    NoAnswer.class,
                    () -> patient.ask(() -> {
                        asked.incrementAndGet();
                        return "too late";
                    })));
            waiting.start();
            soon().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
            timeOut.countDown();

            waiting.join();
            assertEquals(0, asked.get());
            all.forEach(it -> assertThrows(CompletionException.class, it::join));
        } finally {
            timeOut.countDown();
            threads.shutdown();
        }
    }

    /** They may be long queries. */
    @Test
    void staysClosedWhenAsManyAskAsMayAndInfluxDbIsThere() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(InfluxCircuit.AT_ONCE);
        try {
            List<CompletableFuture<String>> slow = hang(circuit, threads, answer);

            assertThrows(NoAnswer.class, this::ask);
            assertThrows(NoAnswer.class, this::ask);
            assertEquals(2, probes.get(), "it is still closed");

            answer.countDown();
            slow.forEach(CompletableFuture::join);
            assertEquals("answer", ask());
        } finally {
            answer.countDown();
            threads.shutdown();
        }
    }

    @Test
    void letsNoMoreAskAtOnceThanMay() throws InterruptedException {
        InfluxCircuit patient = new InfluxCircuit(() -> true, Duration.ofSeconds(30), () -> now);
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(InfluxCircuit.AT_ONCE + 1);
        try {
            List<CompletableFuture<String>> slow = hang(patient, threads, end);
            CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> patient.ask(() -> "next"), threads);
            assertFalse(next.isDone());
            end.countDown();

            assertEquals("next", next.join());
            slow.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
    }

    private static List<CompletableFuture<String>> hang(
            InfluxCircuit circuit, ExecutorService threads, CountDownLatch end) throws InterruptedException {
        CountDownLatch allAsk = new CountDownLatch(InfluxCircuit.AT_ONCE);
        List<CompletableFuture<String>> hanging = new ArrayList<>();
        for (int i = 0; i < InfluxCircuit.AT_ONCE; i++) {
            hanging.add(CompletableFuture.supplyAsync(
                    () -> circuit.ask(() -> {
                        allAsk.countDown();
                        await(end);
                        return "late";
                    }),
                    threads));
        }
        allAsk.await();
        return hanging;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String ask() {
        return circuit.ask(() -> {
            asked.incrementAndGet();
            return "answer";
        });
    }

    private void fail(InfluxException failure) {
        assertThrows(
                NoAnswer.class,
                () -> circuit.ask(() -> {
                    asked.incrementAndGet();
                    throw failure;
                }));
    }

    private static InfluxException refusal(int status, String body) {
        return new InfluxException(
                Response.error(status, ResponseBody.create(body, MediaType.get("application/json"))));
    }
}

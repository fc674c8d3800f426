package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Reason;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.NotStored;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;

/** What who waits for a commit is told; the log commits by hand. */
class HttpIngestionTest {

    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", null, Device.Status.ACTIVE);
    private static final TelemetryMessage MESSAGE = new TelemetryMessage(
            7,
            "greenhouse-1",
            "climate",
            Instant.EPOCH,
            Map.of("temperature", 21.0),
            Map.of(),
            Map.of(),
            null,
            Instant.EPOCH);

    private final TestMetrics metrics = new TestMetrics();
    private final List<List<TelemetryMessage>> appended = new ArrayList<>();
    private final List<List<TelemetryMessage>> history = new ArrayList<>();
    private final CompletableFuture<List<Long>> commit = new CompletableFuture<>();

    @Test
    void answersWithTheIdsWhenTheMessagesAreCommittedAndNotBefore() {
        CompletableFuture<List<Long>> answer =
                answer(ingestion(Duration.ofMinutes(1)).store(List.of(MESSAGE)));
        assertFalse(answer.isDone());

        commit.complete(List.of(42L));
        assertEquals(List.of(42L), answer.join());
        assertEquals(List.of(List.of(MESSAGE)), appended);
        assertEquals(1, metrics.count("iotflow_stored"));
        assertEquals(1, metrics.count("iotflow_received", new Tag("over", "http")));
    }

    @Test
    void answers503WhenTheCommitTakesTooLong() {
        CompletableFuture<List<Long>> answer =
                answer(ingestion(Duration.ofMillis(1)).store(List.of(MESSAGE)));

        assertEquals(503, problemOf(answer).status());
        assertEquals(0, metrics.count("iotflow_stored"));
    }

    @Test
    void answers400WhenPostgreSqlRefusesTheMessages() {
        CompletableFuture<List<Long>> answer =
                answer(ingestion(Duration.ofMinutes(1)).store(List.of(MESSAGE)));
        commit.completeExceptionally(
                new NotStored(Reason.REFUSED_BY_POSTGRESQL, new IllegalStateException("invalid byte sequence")));

        assertEquals(400, problemOf(answer).status());
    }

    @Test
    void blamesNoCallerForAFaultOfOurs() {
        CompletableFuture<List<Long>> answer =
                answer(ingestion(Duration.ofMinutes(1)).store(List.of(MESSAGE)));
        commit.completeExceptionally(new NotStored(Reason.INTERNAL_ERROR, new IllegalStateException("a fault")));

        assertInstanceOf(
                NotStored.class,
                assertThrows(CompletionException.class, answer::join).getCause());
        assertEquals(0, metrics.count("iotflow_stored"));
    }

    @Test
    void storesAllWhereNothingIsRefused() {
        CompletableFuture<HttpIngestion.Partly> answer = answer(
                ingestion(Duration.ofMinutes(1)).storePartly(List.of(MESSAGE), new MessagePaths(place -> "", "", "")));
        commit.complete(List.of(42L));

        assertEquals(new HttpIngestion.Partly(1, List.of(), Optional.empty()), answer.join());
    }

    @Test
    void handsHistoryToTheLogAsHistory() {
        ingestion(Duration.ofMinutes(1)).storeHistory(List.of(MESSAGE), new MessagePaths(place -> "", "", ""));

        assertEquals(List.of(List.of(MESSAGE)), history);
        assertEquals(List.of(), appended);
    }

    @Test
    void answersAStatusWithItsTimeAfterTheCommit() {
        CompletableFuture<Instant> answer = answer(
                ingestion(Duration.ofMinutes(1)).storeStatus(DEVICE, "heartbeat", Json.readObject("{\"uptime\": 5}")));
        assertFalse(answer.isDone());

        commit.complete(List.of(42L));
        assertEquals(appended.get(0).get(0).time(), answer.join());
    }

    @Test
    void refusesAStatusThatCannotBeRead() {
        HttpIngestion ingestion = ingestion(Duration.ofMinutes(1));

        Problem problem = assertThrows(
                Problem.class,
                () -> ingestion.storeStatus(DEVICE, "heartbeat", Json.readObject("{\"device_id\": \"other-1\"}")));
        assertEquals(400, problem.status());
        assertEquals(List.of(), appended);
    }

    private HttpIngestion ingestion(Duration commitTimeout) {
        return new HttpIngestion(
                messages -> {
                    appended.add(messages);
                    return commit;
                },
                messages -> {
                    history.add(messages);
                    return commit;
                },
                new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER),
                commitTimeout,
                metrics.registry());
    }

    private static <T> CompletableFuture<T> answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture();
    }

    private static Problem problemOf(CompletableFuture<?> answer) {
        return assertInstanceOf(
                Problem.class,
                assertThrows(CompletionException.class, answer::join).getCause());
    }
}

package io.iotflow.telemetry.ingest;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.NotStored;
import io.iotflow.telemetry.store.RefusedFields;
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
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What who waits for a commit is told; the log commits by hand. */
class HttpIngestionTest {

    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", null, Device.Status.ACTIVE);
    private static final TelemetryMessage MESSAGE = message(21.0);
    private static final TelemetryMessage OTHER = message(22.0);

    private final TestMetrics metrics = new TestMetrics();
    private final List<List<TelemetryMessage>> appended = new ArrayList<>();
    private final List<List<TelemetryMessage>> history = new ArrayList<>();
    private final CompletableFuture<List<Long>> commit = new CompletableFuture<>();
    private final CompletableFuture<List<Long>> secondCommit = new CompletableFuture<>();

    @Test
    void answersWithTheIdsWhenTheMessagesAreCommittedAndNotBefore() {
        CompletableFuture<List<Long>> answer =
                answer(ingestion(Duration.ofMinutes(1)).store(List.of(MESSAGE)));
        assertFalse(answer.isDone());

        commit.complete(List.of(42L));
        assertEquals(List.of(42L), answer.getNow(null));
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
                assertThrows(CompletionException.class, () -> answer.getNow(null))
                        .getCause());
        assertEquals(0, metrics.count("iotflow_stored"));
    }

    @Test
    void answers400WithThePlaceOfAFieldOfAnotherType() {
        CompletableFuture<List<Long>> answer =
                answer(ingestion(Duration.ofMinutes(1)).store(List.of(OTHER, MESSAGE)));
        commit.completeExceptionally(RefusedFields.at(1));

        Problem problem = problemOf(answer);
        assertEquals(400, problem.status());
        assertEquals(List.of(new Violation("points[1].fields.temperature", "is a number")), problem.violations());
        assertEquals(0, metrics.count("iotflow_stored"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storesAllWhereNothingIsRefused(boolean isHistory) {
        CompletableFuture<Partly> answer = partly(Duration.ofMinutes(1), isHistory);
        assertFalse(answer.isDone());

        commit.complete(List.of(42L, 43L));
        assertEquals(new Partly(2, List.of(), Optional.empty(), List.of()), answer.getNow(null));
        assertEquals(2, metrics.count("iotflow_stored"));
        assertEquals(2, metrics.count("iotflow_received", new Tag("over", "http")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storesTheOthersWhereSomeAreRefused(boolean isHistory) {
        CompletableFuture<Partly> answer = partly(Duration.ofMinutes(1), isHistory);
        commit.completeExceptionally(RefusedFields.at(0));
        assertFalse(answer.isDone());
        assertEquals(List.of(List.of(MESSAGE, OTHER), List.of(OTHER)), isHistory ? history : appended);

        secondCommit.complete(List.of(43L));
        assertEquals(
                new Partly(
                        1,
                        List.of(new Violation("0.temperature", "is a number")),
                        Optional.of(Reason.FIELD_TYPE),
                        List.of()),
                answer.getNow(null));
        assertEquals(1, metrics.count("iotflow_stored"));
    }

    @Test
    void namesAFieldThatIsRefusedOnlyThenByItsPlaceInTheUpload() {
        CompletableFuture<Partly> answer = partly(Duration.ofMinutes(1), false);
        commit.completeExceptionally(RefusedFields.at(0));
        secondCommit.completeExceptionally(RefusedFields.at(0)); // another node was faster

        assertEquals(
                List.of(new Violation("1.temperature", "is a number")),
                problemOf(answer).violations());
    }

    @Test
    void answers400WhereAllAreRefused() {
        CompletableFuture<Partly> answer = partly(Duration.ofMinutes(1), false);
        commit.completeExceptionally(RefusedFields.at(0, 1));

        assertEquals(400, problemOf(answer).status());
        assertEquals(1, appended.size());
    }

    @Test
    void tellsWhatIsWrongWithAHistoryOfWhichNothingCanBeStored() {
        CompletableFuture<Partly> answer = partly(Duration.ofMinutes(1), true);
        commit.completeExceptionally(RefusedFields.at(0, 1));

        assertEquals(0, answer.getNow(null).stored());
        assertEquals(2, answer.getNow(null).violations().size());
        assertEquals(1, history.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answers503WhenTheCommitOfSeveralTakesTooLong(boolean isHistory) {
        assertEquals(503, problemOf(partly(Duration.ofMillis(1), isHistory)).status());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answers503WhenTheCommitOfTheOthersTakesTooLong(boolean isHistory) {
        commit.completeExceptionally(RefusedFields.at(0));

        assertEquals(503, problemOf(partly(Duration.ofMillis(1), isHistory)).status());
    }

    @Test
    void handsHistoryToTheLogAsHistory() {
        partly(Duration.ofMinutes(1), true);

        assertEquals(List.of(List.of(MESSAGE, OTHER)), history);
        assertEquals(List.of(), appended);
    }

    @Test
    void answersAStatusWithItsTimeAfterTheCommit() {
        CompletableFuture<Instant> answer = answer(
                ingestion(Duration.ofMinutes(1)).storeStatus(DEVICE, "heartbeat", Json.readObject("{\"uptime\": 5}")));
        assertFalse(answer.isDone());

        commit.complete(List.of(42L));
        assertEquals(appended.get(0).get(0).time(), answer.getNow(null));
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

    private static TelemetryMessage message(double temperature) {
        return new TelemetryMessage(
                7,
                "greenhouse-1",
                "climate",
                Instant.EPOCH,
                Map.of("temperature", temperature),
                Map.of(),
                Map.of(),
                null,
                Instant.EPOCH);
    }

    /** Two messages that need not be stored as one. */
    private CompletableFuture<Partly> partly(Duration commitTimeout, boolean isHistory) {
        HttpIngestion ingestion = ingestion(commitTimeout);
        List<TelemetryMessage> messages = List.of(MESSAGE, OTHER);
        return answer(
                isHistory
                        ? ingestion.storeHistory(messages, new MessagePaths(place -> place + ".", "", ""))
                        : ingestion.storePartly(messages, new MessagePaths(place -> place + ".", "", "")));
    }

    private HttpIngestion ingestion(Duration commitTimeout) {
        return new HttpIngestion(
                messages -> commit(appended, messages),
                (messages, asStored) -> commit(history, messages),
                new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER),
                commitTimeout,
                metrics.registry());
    }

    private CompletableFuture<List<Long>> commit(List<List<TelemetryMessage>> log, List<TelemetryMessage> messages) {
        log.add(messages);
        return log.size() == 1 ? commit : secondCommit;
    }

    private static <T> CompletableFuture<T> answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture();
    }

    /** Of an answer that comes by itself, soon. */
    private static Problem problemOf(CompletableFuture<?> answer) {
        return assertInstanceOf(
                Problem.class,
                assertThrows(ExecutionException.class, () -> answer.get(10, SECONDS))
                        .getCause());
    }
}

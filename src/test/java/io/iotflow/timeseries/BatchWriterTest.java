package io.iotflow.timeseries;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.influx.StoredValue;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.TurnFailed;
import io.iotflow.stack.TestTasks;
import io.iotflow.telemetry.store.BatchStored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the writer writes, and what it does when InfluxDB does not take it; turn by turn, with a clock that stands. */
class BatchWriterTest {

    private static final int BATCH = 10;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static InfluxTestServer server;

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final InfluxSettings settings = settings(INTERVAL);
    private final InfluxConnection influx = new InfluxConnection(settings);
    private final MemoryBatches batches = new MemoryBatches(influx::write);
    private final WriterMetrics metrics = new WriterMetrics(tasks.metrics().registry());
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final BatchWriter writer = new BatchWriter(settings, batches, metrics, tasks.tasks(), () -> now, 2);

    @BeforeAll
    static void startServer() {
        server = new InfluxTestServer();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void clearServer() {
        server.start();
        server.recover();
        server.clear();
    }

    @AfterEach
    void close() {
        influx.close();
    }

    @Test
    void writesAtOnceWhatTheLastRunLeft() throws TurnFailed {
        batches.add("left", 3);

        assertEquals(INTERVAL, writer.turn()); // nothing is left: the next look comes with the next flush
        assertEquals(Set.of("left"), written());
    }

    @Test
    void waitsForTheFlushIntervalWhileTheBatchIsNotFull() throws TurnFailed {
        writer.turn();
        stored("early", BATCH - 1);
        assertEquals(INTERVAL, writer.turn());
        assertEquals(Set.of(), written());

        now = now.plus(INTERVAL);
        writer.turn();
        assertEquals(Set.of("early"), written());
    }

    @Test
    void writesAFullBatchBeforeTheFlushInterval() throws TurnFailed {
        writer.turn();
        stored("full", BATCH);

        writer.turn();
        assertEquals(Set.of("full"), written());
    }

    @Test
    void isWokenByAFullBatch() {
        InfluxSettings rarely = settings(Duration.ofHours(1)); // so that nothing else ends its pause
        BatchWriter running = new BatchWriter(rarely, batches, metrics, tasks.tasks(), () -> now, 2);
        metrics.added(1); // until its first look at the outbox
        running.start(new ApplicationReady());
        await().until(() -> metrics.backlog() == 0);
        batches.add("full", BATCH);
        running.onStored(new BatchStored(BATCH, List.of()));

        await().until(() -> written().contains("full"));
    }

    @Test
    void takesTheOldestAndTheNewestOfALongBacklogInTurn() throws TurnFailed {
        for (String name : List.of("1st", "2nd", "3rd", "4th", "5th")) {
            stored(name, BATCH);
        }

        writer.turn();
        assertEquals(Set.of("5th"), written());
        writer.turn();
        assertEquals(Set.of("5th", "1st"), written());
        writer.turn();
        assertEquals(Set.of("5th", "1st", "4th"), written());
        writer.turn();
        assertEquals(Set.of("5th", "1st", "4th", "2nd"), written()); // no long backlog any more: the oldest
    }

    @Test
    void takesTheOldestOfAShortBacklog() throws TurnFailed {
        stored("1st", BATCH);
        stored("2nd", BATCH);

        writer.turn();
        assertEquals(Set.of("1st"), written());
    }

    @Test
    void anotherOneWritesAFullBatchWhileTheFirstWrites() throws TurnFailed {
        writer.turn();
        stored("1st", BATCH);
        stored("2nd", BATCH);
        batches.beforeWrite = () -> {
            batches.beforeWrite = () -> {};
            assertEquals(Duration.ZERO, turnBeside());
            assertEquals(Duration.ofSeconds(10), turnBeside(), "nothing is left beside what the first one writes");
        };

        writer.turn();

        assertEquals(Set.of("1st", "2nd"), written());
        assertEquals(0, metrics.backlog());
    }

    @Test
    void anotherOneWritesNoBatchThatIsNotFull() throws TurnFailed {
        writer.turn();
        stored("early", BATCH - 1);

        writer.turnBeside();

        assertEquals(Set.of(), written());
    }

    @Test
    void onlyTheFirstOneTriesWhileInfluxDbTakesNothing() throws TurnFailed {
        stored("1st", BATCH);
        stored("2nd", BATCH);
        server.stop();
        assertThrows(TurnFailed.class, writer::turn);
        server.start();

        writer.turnBeside();
        assertEquals(Set.of(), written());

        writer.turn();
        writer.turnBeside();
        assertEquals(Set.of("1st", "2nd"), written());
    }

    @Test
    void countsWhatTheLastRunLeftSoThatOthersWriteToo() throws TurnFailed {
        for (String name : List.of("1st", "2nd", "3rd")) {
            batches.add(name, BATCH);
        }

        writer.turn();
        writer.turnBeside();

        assertEquals(BATCH, metrics.backlog());
    }

    @Test
    void waitsForTheNextIntervalWithWhatComesWhileTheRestIsWritten() throws TurnFailed {
        batches.beforeWrite = () -> {
            batches.beforeWrite = () -> {};
            stored("later", 1);
        };
        stored("rest", 1);

        assertEquals(INTERVAL, writer.turn());

        assertEquals(Set.of("rest"), written());
    }

    @Test
    void keepsTheBatchAndTriesAgainWhenInfluxDbIsAway() throws TurnFailed {
        stored("kept", BATCH);
        server.stop();

        TurnFailed failure = assertThrows(TurnFailed.class, writer::turn);
        assertTrue(failure.getMessage().contains("does not take the batch"), failure.getMessage());
        assertEquals(WriterMetrics.State.RETRYING, metrics.state());
        assertEquals(BATCH, metrics.backlog());

        server.start();
        writer.turn();
        assertEquals(Set.of("kept"), written());
        assertEquals(WriterMetrics.State.WRITING, metrics.state());
        assertEquals(1, tasks.metrics().count("iotflow_influx_retried"));
        assertEquals(BATCH, tasks.metrics().count("iotflow_influx_written"));
    }

    @Test
    void waitsAsLongAsInfluxDbAsks() {
        stored("kept", BATCH);
        server.failWrites(429, "{\"code\":\"too many requests\"}", Map.of("Retry-After", "17"));

        TurnFailed failure = assertThrows(TurnFailed.class, writer::turn);
        assertEquals(Duration.ofSeconds(17), failure.pause().orElseThrow());
    }

    @Test
    void isHeldAndSaysWhatToCorrectWhenInfluxDbRefusesTheToken() throws TurnFailed {
        stored("held", BATCH);
        server.refuseToken(InfluxTestServer.DEFAULT_TOKEN);

        TurnFailed failure = assertThrows(TurnFailed.class, writer::turn);
        assertTrue(failure.getMessage().contains("(401): check INFLUXDB_TOKEN"), failure.getMessage());
        assertTrue(failure.pause().isEmpty());
        assertEquals(WriterMetrics.State.HELD, metrics.state());

        server.recover();
        writer.turn();
        assertEquals(Set.of("held"), written());
    }

    @Test
    void pausesWhileOtherNodesHaveAllThatWaits() throws TurnFailed {
        batches.add("theirs", BATCH);
        batches.claimedByOthers = true;
        writer.turn();
        stored("also theirs", BATCH);

        Duration pause = writer.turn();
        assertFalse(pause.isZero());
        batches.claimedByOthers = false;
        now = now.plus(pause);
        writer.turn();
        assertEquals(Set.of("theirs"), written());
    }

    @Test
    void pausesLongerThanItsFlushIntervalWhileOtherNodesHaveAllThatWaits() throws TurnFailed {
        InfluxSettings often = settings(Duration.ofMillis(1));
        BatchWriter eager = new BatchWriter(often, batches, metrics, tasks.tasks(), () -> now, 2);
        batches.add("theirs", 1);
        batches.claimedByOthers = true;

        assertEquals(Duration.ofMillis(500), eager.turn());
    }

    @Test
    void isFineAgainWhenAnotherNodeWroteWhatItCouldNot() throws TurnFailed {
        stored("kept", BATCH);
        server.stop();
        assertThrows(TurnFailed.class, writer::turn);
        batches.clear();
        writer.turn();

        assertEquals(WriterMetrics.State.WRITING, metrics.state());
    }

    @Test
    void takesOverHowMuchWaitsFromTheOutbox() throws TurnFailed {
        metrics.added(5); // another node has written them
        writer.turn();

        assertEquals(0, metrics.backlog());
    }

    @Test
    void doesNothingWithoutAnInfluxDb() {
        InfluxSettings none =
                new InfluxSettings(Optional.empty(), "", "", "telemetry", Optional.empty(), INTERVAL, INTERVAL, BATCH);
        BatchWriter idle = new BatchWriter(none, batches, metrics, tasks.tasks(), () -> now, 2);
        idle.start(new ApplicationReady());
        idle.onStored(new BatchStored(BATCH, List.of()));

        assertEquals(0, metrics.backlog());
        assertEquals(0, tasks.metrics().count("iotflow_task_failures", new Tag("task", "influxdb-writer")));
    }

    private static InfluxSettings settings(Duration flushInterval) {
        return new InfluxSettings(
                Optional.of(server.url()),
                InfluxTestServer.DEFAULT_TOKEN,
                InfluxTestServer.DEFAULT_ORG,
                InfluxTestServer.DEFAULT_BUCKET,
                Optional.empty(),
                Duration.ofSeconds(10),
                flushInterval,
                BATCH);
    }

    private Duration turnBeside() {
        try {
            return writer.turnBeside();
        } catch (TurnFailed e) {
            throw new IllegalStateException(e);
        }
    }

    private void stored(String measurement, int points) {
        batches.add(measurement, points);
        writer.onStored(new BatchStored(points, List.of()));
    }

    private static Set<String> written() {
        return server.values().stream().map(StoredValue::measurement).collect(Collectors.toSet());
    }
}

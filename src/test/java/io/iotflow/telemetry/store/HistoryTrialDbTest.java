package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a trial promises is what the log then does. */
class HistoryTrialDbTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static TestDatabase database;
    private TestLog log;
    private HistoryTrial trial;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.sql().call("TRUNCATE telemetry, series, tag_set, outbox, telemetry_tally, telemetry_minute");
        database.sql().call("DELETE FROM field_type WHERE device_id IS NOT NULL");
        log = new TestLog(database);
        trial = new HistoryTrial(
                database.sql(),
                new FieldTypeStore(database.sql()),
                new TelemetryLogSettings(new ShippedConfig(Map.of())));
    }

    @Test
    void promisesWhatIsLeftOutOfUploadsThatFollowEachOtherAndStoresNothing() {
        List<List<TelemetryMessage>> uploads = List.of(
                List.of(message(1, Map.of("a", 1.0, "b", "x"))),
                List.of(message(2, Map.of("a", "text", "b", "y")), message(3, Map.of("a", "2.5"))),
                List.of(message(4, Map.of("a", true, "b", 7.0, "c", false))));

        List<String> promised = new ArrayList<>();
        List<NewField> made = new ArrayList<>();
        for (List<TelemetryMessage> upload : uploads) {
            HistoryTrial.Run run = trial.after(made);
            run.append(upload, it -> promised.add(shown(it))).join();
            made.addAll(run.made());
        }
        assertEquals(0, rows("telemetry"));
        assertEquals(0, rows("field_type WHERE device_id IS NOT NULL"));

        List<String> result = new ArrayList<>();
        uploads.forEach(upload -> log.write(Upload.ofHistory(upload, it -> result.add(shown(it)))));
        assertEquals(result, promised);
        assertEquals("{a=1.0, b=x} []", result.get(0));
        assertEquals("{b=y} [a field_type]{a=2.5} []", result.get(1));
        assertEquals("{c=false} [a field_type, b field_type]", result.get(2));
    }

    @Test
    void aMessageOfWhichNothingIsLeftIsRefusedAsByTheLog() {
        log.write(Upload.ofHistory(List.of(message(1, Map.of("a", 1.0))), it -> {}));
        List<TelemetryMessage> upload = List.of(message(2, Map.of("a", "text")), message(3, Map.of("d", 1.0)));
        HistoryTrial.Run run = trial.after(List.of());

        FieldsRefused promised = refusal(run.append(upload, it -> {}));
        Upload real = Upload.ofHistory(upload, it -> {});
        log.write(real);

        FieldsRefused result = refusal(real.committed());
        assertEquals(result.messages(), promised.messages());
        assertEquals(result.detail(), promised.detail());
        assertEquals(List.of(), run.made());
        assertEquals(1, run.append(upload.subList(1, 2), it -> {}).join().size());
        assertEquals(List.of(new NewField("m", "d", "number", "device1")), run.made());
    }

    private static FieldsRefused refusal(CompletableFuture<List<Long>> answer) {
        return assertInstanceOf(
                FieldsRefused.class,
                assertThrows(CompletionException.class, answer::join).getCause());
    }

    private static String shown(List<TelemetryMessage> stored) {
        StringBuilder text = new StringBuilder();
        for (TelemetryMessage message : stored) {
            text.append(new java.util.TreeMap<>(message.fields()))
                    .append(' ')
                    .append(message.leftOut().stream()
                            .map(it -> it.member() + " " + it.why().code())
                            .sorted()
                            .toList());
        }
        return text.toString();
    }

    private static long rows(String table) {
        return database.sql().one("SELECT count(*) FROM " + table, row -> row.getLong(1));
    }

    private static TelemetryMessage message(int second, Map<String, Object> fields) {
        return new TelemetryMessage(
                        1,
                        "device1",
                        "m",
                        NOW.minusSeconds(100L - second),
                        fields,
                        Map.of("device_id", "device1"),
                        Map.of(),
                        null,
                        NOW)
                .leavingOut(true, List.of());
    }
}

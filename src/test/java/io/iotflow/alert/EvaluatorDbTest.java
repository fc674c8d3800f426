package io.iotflow.alert;

import static io.iotflow.alert.TestAlerts.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestTasks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The evaluation without a container: turns, and the clock, are the test's. */
class EvaluatorDbTest {

    private static final Instant START = Instant.now().minusSeconds(7_200).truncatedTo(ChronoUnit.SECONDS);
    private static final String HOT =
            "{\"name\":\"hot\",\"severity\":\"major\",\"condition\":\"above\",\"measurement\":\"env\",\"field\":\"t\",\"value\":30,"
                    + "\"clear\":28}";

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private TestAlerts alerts;
    private Evaluator node;

    @BeforeEach
    void create() {
        alerts = new TestAlerts(tasks);
        alerts.database.addDevice("device1");
        alerts.database.addDevice("device2");
        node = alerts.node();
        run(0);
    }

    @AfterEach
    void close() {
        alerts.close();
    }

    private void run(int second) {
        TestAlerts.run(node, START.plusSeconds(second));
    }

    private void send(long device, int second, double value) {
        Instant time = START.plusSeconds(second);
        alerts.log.store(message(device, "env", time, time, Map.of("t", value)));
    }

    @Test
    void opensWhereAReadingIsBeyondAndClearsWhereItIsBack() {
        alerts.rule(HOT);
        send(1, 1, 31);
        send(2, 1, 29);
        run(2);
        assertEquals(List.of("device1 open"), alerts.of("hot"));

        send(1, 3, 29);
        run(4);
        assertEquals(List.of("device1 open"), alerts.of("hot"), "29 is not below the level that clears");
        send(1, 5, 27);
        run(6);
        assertEquals(List.of("device1 cleared"), alerts.of("hot"));
    }

    /** What an alert wrote down takes ids of the log; they must not hold up what comes behind them. */
    @Test
    void goesOnBehindAnAlertWhileSomebodyWritesForLong() {
        alerts.rule(HOT);
        run(0);
        alerts.database.sql().inTransaction(() -> {
            alerts.database.sql().call("SELECT pg_current_xact_id()");
            CompletableFuture.runAsync(() -> {
                        send(1, 1, 31);
                        run(2);
                        send(2, 3, 31);
                        run(4);
                    })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            return null;
        });

        assertEquals(List.of("device1 open", "device2 open"), alerts.of("hot"));
    }

    @Test
    void aRuleJudgesWhatComesAfterItsAnswer() {
        for (int i = 0; i < 5; i++) {
            alerts.rule(HOT.replace("hot", "hot" + i));
            send(1, i, 31);
            run(i);
            assertEquals(List.of("device1 open"), alerts.of("hot" + i));
        }
    }

    @Test
    void whatIsOlderThanTheNewestNeitherOpensNorClears() {
        alerts.rule(HOT);
        send(1, 10, 31);
        send(1, 5, 20);
        send(1, 4, 35);
        run(11);

        assertEquals(List.of("device1 open"), alerts.of("hot"));
        assertEquals(2, alerts.rules.get("hot").late());
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstWas() {
        alerts.rule(HOT);
        send(1, 1, 31);
        run(2);
        send(1, 3, 20);
        Evaluator other = alerts.node();
        TestAlerts.run(other, START.plusSeconds(4));
        assertEquals(List.of("device1 open"), alerts.of("hot"), "the first is there");

        alerts.forgetNodes();
        TestAlerts.run(other, START.plusSeconds(5));
        assertEquals(List.of("device1 cleared"), alerts.of("hot"));
        send(1, 6, 40);
        run(7);
        alerts.forgetNodes();
        run(7);
        assertEquals(List.of("device1 open"), alerts.of("hot"), "open again soon is the same alert");
    }

    @Test
    void clearsWhatIsOpenWhenTheRuleIsChangedOrDisabledOrDeleted() {
        alerts.rule(HOT);
        send(1, 1, 31);
        run(2);
        alerts.rules.replace(rule(HOT.replace("30", "40").replace("28", "38")));
        run(3);
        assertEquals(List.of("device1 cleared"), alerts.of("hot"));

        send(1, 4, 41);
        run(5);
        alerts.rules.replace(rule(HOT.replace("{\"name\"", "{\"enabled\":false,\"name\"")));
        run(6);
        assertEquals(List.of("device1 cleared", "device1 cleared"), alerts.of("hot"));
        alerts.rules.replace(rule(HOT));
        send(1, 7, 41);
        run(8);
        alerts.rules.delete("hot");
        run(9);
        assertEquals(
                3,
                alerts.of("hot").stream()
                        .filter(it -> it.equals("device1 cleared"))
                        .count());
    }

    @Test
    void aChangeOfTheTextAloneChangesNoAlert() {
        alerts.rule(HOT);
        send(1, 1, 31);
        run(2);
        alerts.rules.replace(rule(HOT.replace("major", "minor")));
        run(3);

        assertEquals(List.of("device1 open"), alerts.of("hot"));
    }

    @Test
    void aFailingRuleIsCountedAndStopsNobody() {
        alerts.rule(HOT.replace("\"t\"", "\"text\""));
        alerts.rule(HOT.replace("hot", "other"));
        alerts.log.store(message(1, "env", START, START, Map.of("text", "warm", "t", 31.0)));
        run(1);

        assertEquals(List.of("device1 open"), alerts.of("other"));
        StoredRule failing = alerts.rules.get("hot");
        assertEquals(1, failing.failed());
        assertEquals("field text is no number: warm", failing.lastError());
    }

    @Test
    void missesADeviceThatNeverSent() {
        alerts.database.sql().update("UPDATE device SET created_at = ?", START);
        alerts.rule(
                "{\"name\":\"silent\",\"severity\":\"minor\",\"condition\":\"missing\",\"measurement\":\"env\",\"after\":\"10m\"}");
        alerts.database.sql().update("UPDATE alert_rule SET active_at = ?", START);
        alerts.database.sql().update("UPDATE alert_change SET version = version + 1");
        run(1);
        send(1, 300, 1);
        run(599);
        assertEquals(List.of(), alerts.of("silent"));
        run(600);
        assertEquals(List.of("device2 open"), alerts.of("silent"));
        run(901);
        assertEquals(List.of("device2 open", "device1 open"), alerts.of("silent"));
        send(2, 902, 1);
        run(903);
        assertEquals(List.of("device2 cleared", "device1 open"), alerts.of("silent"));
        assertEquals(
                START.plusSeconds(900),
                alerts.database
                        .sql()
                        .one(
                                "SELECT opened_at FROM alert WHERE cleared_at IS NULL",
                                row -> io.iotflow.platform.database.Sql.instant(row, 1)));
    }

    @Test
    void countsWhatIsRefusedSinceTheRuleIsThere() {
        refused("old", 9);
        alerts.rule(
                "{\"name\":\"refused\",\"severity\":\"minor\",\"condition\":\"refused\",\"count\":2,\"window\":\"10s\"}");
        run(1);
        assertEquals(List.of(), alerts.of("refused"));

        refused("new", 2);
        run(4);
        assertEquals(List.of("device1 open"), alerts.of("refused"));
        run(20);
        assertEquals(List.of("device1 cleared"), alerts.of("refused"));
    }

    private void refused(String detail, int messages) {
        alerts.database
                .sql()
                .update(
                        "INSERT INTO refusal VALUES (1, 'mqtt', 'bad_json', ?, 'topic', '', now(), now(), 1, ?)",
                        detail,
                        messages);
    }

    @Test
    void aTurnThatCannotBeCommittedIsTakenAgain() {
        alerts.rule(HOT);
        run(1);
        alerts.database.sql().call("ALTER TABLE alert ADD CONSTRAINT no CHECK (severity = 'none')");
        send(1, 2, 31);
        assertTrue(org.junit.jupiter.api.Assertions.assertThrows(RuntimeException.class, () -> run(3))
                .getMessage()
                .contains("no"));
        alerts.database.sql().call("ALTER TABLE alert DROP CONSTRAINT no");
        run(4);

        assertEquals(List.of("device1 open"), alerts.of("hot"));
    }

    @Test
    void storingStatesTakesAtMostATenthOfTheTimeButNeverWaitsLong() {
        assertEquals(Duration.ofSeconds(5), StateStore.pauseAfter(Duration.ofMillis(20)));
        assertEquals(Duration.ofSeconds(12), StateStore.pauseAfter(Duration.ofMillis(1_200)));
        assertEquals(Duration.ofSeconds(30), StateStore.pauseAfter(Duration.ofSeconds(9)));
    }

    private RuleDefinition rule(String json) {
        return RuleReader.read(io.iotflow.platform.json.Json.readObject(json), null, Duration.ofMinutes(5));
    }
}

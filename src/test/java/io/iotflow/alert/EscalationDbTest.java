package io.iotflow.alert;

import static io.iotflow.alert.TestAlerts.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.notify.ChannelDeletion;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.TestTasks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is told what of an alert that nobody acknowledges. */
class EscalationDbTest {

    private static final Instant START = Instant.now().minusSeconds(7_200).truncatedTo(ChronoUnit.SECONDS);

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private TestAlerts alerts;
    private Evaluator node;

    @BeforeEach
    void create() {
        alerts = new TestAlerts(tasks);
        alerts.database.addDevice("device1");
        for (String channel : new String[] {"first", "boss"}) {
            alerts.database
                    .sql()
                    .update(
                            "INSERT INTO notification_channel (name, type, enabled, min_severity, events, group_wait, per_hour,"
                                    + " burst, settings) VALUES (?, 'mqtt', true, 4, ?, 0, 60, 10, '{}')",
                            channel,
                            new String[] {"opened", "acknowledged", "cleared", "escalated"});
        }
        node = alerts.node();
        TestAlerts.run(node, START);
        alerts.rule(
                "{\"name\":\"hot\",\"severity\":\"major\",\"condition\":\"above\",\"measurement\":\"env\",\"field\":\"t\","
                        + "\"value\":30,\"channels\":[\"first\"],\"escalate_after\":\"1m\",\"escalate_to\":[\"boss\"]}");
    }

    @AfterEach
    void close() {
        alerts.close();
    }

    private void send(int second, double value) {
        Instant time = START.plusSeconds(second);
        alerts.log.store(message(1, "env", time, time, Map.of("t", value)));
        TestAlerts.run(node, time);
    }

    private void minutePasses() {
        alerts.database.sql().update("UPDATE alert SET escalate_at = now() WHERE escalate_at IS NOT NULL");
        alerts.escalation().escalate();
    }

    private void acknowledge() {
        long alert = alerts.database.sql().one("SELECT max(id) FROM alert", row -> row.getLong(1));
        alerts.alerts.acknowledge(alert, "somebody", null);
    }

    private List<String> told() {
        return alerts.database
                .sql()
                .list(
                        "SELECT c.name || ' ' || n.event FROM notification n JOIN notification_channel c ON c.id = n.channel"
                                + " ORDER BY n.id, c.name",
                        row -> row.getString(1));
    }

    @Test
    void whoWasToldLaterIsToldThatItIsOver() {
        send(1, 31);
        minutePasses();
        acknowledge();
        send(2, 20);

        assertEquals(
                List.of(
                        "first opened",
                        "boss escalated",
                        "boss acknowledged",
                        "first acknowledged",
                        "boss cleared",
                        "first cleared"),
                told());
    }

    @Test
    void whoWasNotToldIsToldNothing() {
        send(1, 31);
        acknowledge();
        minutePasses();
        send(2, 20);

        assertEquals(List.of("first opened", "first acknowledged", "first cleared"), told());
    }

    @Test
    void whoWasToldIsToldThatTheRuleIsGone() {
        send(1, 31);
        minutePasses();
        alerts.rules.delete("hot");

        assertEquals(List.of("first opened", "boss escalated", "boss cleared", "first cleared"), told());
    }

    @Test
    void aChannelThatARuleNamesStays() {
        for (String channel : new String[] {"first", "boss"}) {
            Problem problem = assertThrows(Problem.class, () -> delete(channel));

            assertEquals(409, problem.status());
            assertEquals(
                    "Notification channel '" + channel + "' is named by the alert rule hot; take it out of there first,"
                            + " or disable the channel.",
                    problem.getMessage());
        }
        alerts.rules.delete("hot");
        delete("first");
    }

    private void delete(String channel) {
        alerts.database.sql().inTransaction(() -> {
            alerts.rules.keep(new ChannelDeletion(channel));
            return null;
        });
    }
}

package io.iotflow.alert;

import io.iotflow.notify.Channels;
import io.iotflow.notify.Notifications;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.refusal.TestRefusals;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import io.iotflow.telemetry.store.LogIds;
import io.iotflow.telemetry.store.LogTail;
import io.iotflow.telemetry.store.TelemetryMessage;
import io.iotflow.telemetry.store.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Alerts without the container: a log, rules, and nodes whose turns the test takes. */
final class TestAlerts {

    final TestDatabase database;
    final TestLog log;
    final RuleStore rules;
    final Silences silences;
    final AlertStore alerts;
    private final TestTasks tasks;
    private final AlertSettings settings = new AlertSettings(new ShippedConfig(Map.of()));

    TestAlerts(TestTasks tasks) {
        this(tasks, TestDatabase.create());
    }

    TestAlerts(TestTasks tasks, TestDatabase database) {
        this.tasks = tasks;
        this.database = database;
        this.log = new TestLog(database);
        Sql sql = database.sql();
        AuditLog audit = new AuditLog(sql, new Actor());
        silences = new Silences(sql, audit, new Changes(sql));
        alerts = new AlertStore(sql, audit, new Notifications(sql), events());
        rules = new RuleStore(sql, audit, new Changes(sql), new Channels(sql), settings, alerts);
    }

    private AlertEvents events() {
        return new AlertEvents(database.sql(), new LogIds(database.sql()));
    }

    /** A node that has just started. */
    Evaluator node() {
        Sql sql = database.sql();
        Fleet fleet = new Fleet(sql, new Changes(sql));
        AlertWriter writer = new AlertWriter(sql, alerts, new Notifications(sql), events());
        StateStore states = new StateStore(sql);
        return new Evaluator(
                sql,
                new CursorStore(sql),
                new Loader(rules, states, writer, fleet, settings),
                states,
                writer,
                silences,
                new LogTail(sql),
                events(),
                new EvaluationInput(fleet, TestRefusals.totals(sql)),
                tasks.metrics().registry(),
                tasks.tasks());
    }

    Escalation escalation() {
        return new Escalation(database.sql(), alerts, new Notifications(database.sql()));
    }

    /** The nodes that were there are gone: what they wrote last is long ago. */
    void forgetNodes() {
        database.asSuperuser( // past the triggers of a test
                "SET session_replication_role = replica; UPDATE alert_cursor SET written_at = 'epoch'");
    }

    /** Takes turns until there is nothing more to do at once. */
    static void run(Evaluator node, Instant now) {
        Duration pause;
        do {
            pause = node.turn(100, now);
        } while (pause.compareTo(Duration.ofSeconds(1)) < 0);
    }

    StoredRule rule(String json) {
        return rules.add(RuleReader.read(Json.readObject(json), null, settings.offlineAfter));
    }

    /** A message as it came; fields as names and values in turn. */
    static TelemetryMessage message(
            long device, String measurement, Instant time, Instant receivedAt, Map<String, Object> fields) {
        return new TelemetryMessage(
                device,
                "device" + device,
                measurement,
                time,
                fields,
                Map.of("device_id", "device" + device),
                Map.of(),
                null,
                receivedAt);
    }

    /** All alerts, as texts that say what does not depend on when they were judged. */
    List<String> history() {
        return database.sql()
                .list(
                        "SELECT a.rule_name || ' ' || d.device_id || ' ' || a.opened_at || ' ' || coalesce(a.cleared_at::text, '-')"
                                + " || ' ' || a.reopened || ' ' || a.message FROM alert a JOIN device d ON d.id = a.device"
                                + " ORDER BY a.rule_name, d.device_id, a.opened_at",
                        row -> row.getString(1));
    }

    /** The same of one rule: its devices, and whether it is open. */
    List<String> of(String rule) {
        return database.sql()
                .list(
                        "SELECT d.device_id || CASE WHEN a.cleared_at IS NULL THEN ' open' ELSE ' cleared' END"
                                + " FROM alert a JOIN device d ON d.id = a.device WHERE a.rule_name = ?"
                                + " ORDER BY a.opened_at, d.device_id",
                        row -> row.getString(1),
                        rule);
    }

    void close() {
        database.close();
    }
}

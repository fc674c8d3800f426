package io.iotflow.alert;

import io.iotflow.notify.ChannelDeletion;
import io.iotflow.notify.Channels;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of rules. A change is known to the evaluation before it judges what comes after the change's commit. */
@Dependent
class RuleStore {

    /** The topic of {@link io.iotflow.platform.database.Changed}. */
    static final String TOPIC = "alert";

    static final int MAX = 5_000;

    private static final int MOST_NAMED = 10;
    private static final int LOCK = 0x10FA1E7;

    private final Sql sql;
    private final AuditLog audit;
    private final Changes changes;
    private final Channels channels;
    private final AlertSettings settings;
    private final AlertStore alerts;

    @Inject
    RuleStore(Sql sql, AuditLog audit, Changes changes, Channels channels, AlertSettings settings, AlertStore alerts) {
        this.sql = sql;
        this.audit = audit;
        this.changes = changes;
        this.channels = channels;
        this.settings = settings;
        this.alerts = alerts;
    }

    /** All, by name. */
    List<StoredRule> all() {
        return sql.list(StoredRule.SELECT + "ORDER BY r.name COLLATE \"C\"", StoredRule::of);
    }

    Optional<StoredRule> find(String name) {
        return RuleReader.NAME.isValid(name) // PostgreSQL takes not every text
                ? sql.first(StoredRule.SELECT + "WHERE r.name = ?", StoredRule::of, name)
                : Optional.empty();
    }

    StoredRule get(String name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    static Problem unknown(String name) {
        return Problem.notFound("Alert rule '" + name + "' not found.");
    }

    /** Adds a rule; 409 when the name is taken or there are too many, 400 when a channel is not there. */
    StoredRule add(RuleDefinition rule) {
        return sql.inTransaction(() -> {
            lock();
            checkChannels(rule);
            if (sql.one("SELECT count(*) FROM alert_rule", row -> row.getLong(1)) >= MAX) {
                throw Problem.conflict("There are " + MAX + " alert rules already; delete one first.");
            }
            if (find(rule.name()).isPresent()) {
                throw Problem.conflict("An alert rule '" + rule.name() + "' exists already; choose another name.");
            }
            long id = sql.one(
                    "INSERT INTO alert_rule (name, enabled, definition) VALUES (?, ?, ?) RETURNING id",
                    row -> row.getLong(1),
                    rule.name(),
                    rule.enabled(),
                    Json.text(rule.json()));
            sql.update("INSERT INTO alert_rule_figures (rule) VALUES (?)", id);
            return changed("alert_rule.create", rule);
        });
    }

    /** Replaces it; where it judges something else from now on, its open alerts are cleared by the next turn. */
    StoredRule replace(RuleDefinition rule) {
        return sql.inTransaction(() -> {
            lock();
            StoredRule former = get(rule.name());
            checkChannels(rule);
            boolean isSame = former.enabled() == rule.enabled()
                    && RuleReader.read(former.json(), rule.name(), settings.offlineAfter)
                            .judged()
                            .equals(rule.judged());
            sql.update(
                    "UPDATE alert_rule SET enabled = ?, definition = ?, updated_at = now(), version = version + ?,"
                            + " active_at = CASE WHEN ? THEN active_at ELSE now() END WHERE id = ?",
                    rule.enabled(),
                    Json.text(rule.json()),
                    isSame ? 0 : 1,
                    isSame,
                    former.id());
            return changed("alert_rule.replace", rule);
        });
    }

    /** Deletes it, and clears its open alerts, which stay in the history; their channels are told. */
    void delete(String name) {
        sql.inTransaction(() -> {
            lock();
            StoredRule former = get(name);
            // First the row, which an evaluation that opens alerts of it holds: what it opens is then seen below.
            sql.call("SELECT 1 FROM alert_rule WHERE id = ? FOR UPDATE", former.id());
            alerts.tellCleared(sql.list(
                    "UPDATE alert SET cleared_at = now(), changed_at = now() WHERE rule = ? AND cleared_at IS NULL RETURNING id",
                    row -> row.getLong(1),
                    former.id()));
            sql.update("DELETE FROM alert_rule WHERE id = ?", former.id());
            tell("alert_rule.delete", name, Json.createObjectBuilder().build());
            return null;
        });
    }

    /** A channel that a rule names stays: else nobody is told, and nobody notices. */
    void keep(@Observes ChannelDeletion deletion) {
        lock();
        List<String> users = all().stream()
                .filter(it ->
                        Stream.of("channels", "escalate_to").anyMatch(member -> names(it, member, deletion.name())))
                .map(StoredRule::name)
                .toList();
        if (!users.isEmpty()) {
            throw Problem.conflict("Notification channel '" + deletion.name() + "' is named by "
                    + (users.size() == 1 ? "the alert rule " : users.size() + " alert rules, such as ")
                    + String.join(", ", users.subList(0, Math.min(MOST_NAMED, users.size())))
                    + "; take it out of there first, or disable the channel.");
        }
    }

    private static boolean names(StoredRule rule, String member, String channel) {
        return rule.json().get(member) instanceof JsonArray names && names.contains(Json.createValue(channel));
    }

    private void checkChannels(RuleDefinition rule) {
        List<String> all = new ArrayList<>(rule.channels());
        all.addAll(rule.escalateTo());
        List<String> missing = channels.exist(all);
        if (!missing.isEmpty()) {
            boolean isOfRule = rule.channels().contains(missing.get(0));
            throw Problem.invalid(
                    isOfRule ? "channels" : "escalate_to", "has no channel named '" + missing.get(0) + "'");
        }
    }

    private void lock() {
        sql.call("SELECT pg_advisory_xact_lock(?)", LOCK);
    }

    private StoredRule changed(String action, RuleDefinition rule) {
        tell(action, rule.name(), rule.json());
        return get(rule.name());
    }

    private void tell(String action, String name, jakarta.json.JsonObject detail) {
        sql.update("UPDATE alert_change SET version = version + 1");
        audit.record(action, name, detail);
        changes.announce(TOPIC, name);
    }
}

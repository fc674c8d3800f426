package io.iotflow.notify;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The rows of the channels. */
@Dependent
class ChannelStore {

    static final int MAX = 100;

    private static final int LOCK = 0x10FA107;

    private static final String INSERT = """
            INSERT INTO notification_channel (name, type, enabled, min_severity, events, group_wait, per_hour, burst, settings,
                secrets)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""";

    private static final String UPDATE = """
            UPDATE notification_channel SET enabled = ?, min_severity = ?, events = ?, group_wait = ?, per_hour = ?, burst = ?,
                settings = ?, secrets = ?, updated_at = now()
            WHERE id = ?""";

    private final Sql sql;
    private final Secrets secrets;
    private final ChannelKinds kinds;
    private final AuditLog audit;
    private final Event<ChannelDeletion> deletions;

    @Inject
    ChannelStore(Sql sql, Secrets secrets, ChannelKinds kinds, AuditLog audit, Event<ChannelDeletion> deletions) {
        this.sql = sql;
        this.secrets = secrets;
        this.kinds = kinds;
        this.audit = audit;
        this.deletions = deletions;
    }

    /** All, by name. */
    List<StoredChannel> all() {
        return sql.list(StoredChannel.SELECT_COUNTED + "ORDER BY c.name", row -> StoredChannel.of(row, secrets));
    }

    /** 404 where there is none of this name. */
    StoredChannel get(String name) {
        return (Channels.NAME.isValid(name) // PostgreSQL takes not every text
                        ? sql.first(
                                StoredChannel.SELECT_COUNTED + "WHERE c.name = ?",
                                row -> StoredChannel.of(row, secrets),
                                name)
                        : Optional.<StoredChannel>empty())
                .orElseThrow(() -> unknown(name));
    }

    /** For delivery, which must not count what waits each time. */
    Optional<StoredChannel> find(long id) {
        return sql.first(StoredChannel.SELECT + "WHERE c.id = ?", row -> StoredChannel.of(row, secrets), id);
    }

    static Problem unknown(String name) {
        return Problem.notFound("Notification channel '" + name + "' not found.");
    }

    /** Adds a channel; 409 when the name is taken, or there are too many. */
    StoredChannel add(ChannelDefinition channel) {
        byte[] encrypted = secrets.encrypt(channel.name(), channel.parts().secret());
        return sql.inTransaction(() -> {
            lock();
            List<String> names = sql.list("SELECT name FROM notification_channel", row -> row.getString(1));
            if (names.contains(channel.name())) {
                throw Problem.conflict(
                        "A notification channel named '" + channel.name() + "' exists already; choose another name.");
            }
            if (names.size() >= MAX) {
                throw Problem.conflict("There are " + MAX + " notification channels already; delete one first.");
            }
            long id = sql.one(
                    INSERT,
                    row -> row.getLong(1),
                    channel.name(),
                    channel.type(),
                    channel.enabled(),
                    channel.minSeverity().ordinal(),
                    channel.events().toArray(String[]::new),
                    channel.groupWait(),
                    channel.perHour(),
                    channel.burst(),
                    Json.text(channel.parts().shown()),
                    encrypted);
            sql.update("INSERT INTO notification_delivery (channel) VALUES (?)", id);
            return recorded("notification_channel.create", channel);
        });
    }

    /** Replaces a channel by what the reader makes of it; a failing one is tried again at once. */
    StoredChannel replace(String name, UnaryOperator<ChannelDefinition> reader) {
        return sql.inTransaction(() -> {
            lock();
            StoredChannel former = get(name);
            ChannelDefinition channel = reader.apply(former.definition());
            sql.update(
                    UPDATE,
                    channel.enabled(),
                    channel.minSeverity().ordinal(),
                    channel.events().toArray(String[]::new),
                    channel.groupWait(),
                    channel.perHour(),
                    channel.burst(),
                    Json.text(channel.parts().shown()),
                    secrets.encrypt(name, channel.parts().secret()),
                    former.id());
            sql.update(
                    "UPDATE notification_delivery SET next_attempt_at = now(), failures = 0 WHERE channel = ?",
                    former.id());
            sql.update(
                    "UPDATE notification_message SET next_attempt_at = now() WHERE channel = ? AND state = 'sending'",
                    former.id());
            return recorded("notification_channel.replace", channel);
        });
    }

    /** Deletes a channel with all its notices; 409 where it is needed. */
    void delete(String name) {
        sql.inTransaction(() -> {
            lock();
            StoredChannel former = get(name);
            deletions.fire(new ChannelDeletion(name));
            sql.update("DELETE FROM notification_channel WHERE id = ?", former.id());
            audit.record("notification_channel.delete", name, described(former.definition()));
            return null;
        });
    }

    /** Writes down that somebody tried a channel, and what came of it. */
    void tested(String name, JsonObject result) {
        sql.inTransaction(() -> {
            audit.record("notification_channel.test", name, result);
            return null;
        });
    }

    /** One change at a time, on all nodes. */
    private void lock() {
        sql.call("SELECT pg_advisory_xact_lock(?)", LOCK);
    }

    private StoredChannel recorded(String action, ChannelDefinition channel) {
        audit.record(action, channel.name(), described(channel));
        return get(channel.name());
    }

    private JsonObject described(ChannelDefinition channel) {
        return channel.describe(kinds.get(channel.type()).secrets()).build();
    }
}

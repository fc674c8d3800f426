package io.iotflow.mapping;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of the mappings. One change at a time, on all nodes, because no two of them may overlap. */
@Dependent
class MappingStore {

    static final int MAX = 100;

    private static final int LOCK = 0x10FAA99;
    private static final int FORMER_TOPICS = 200;

    private static final String INSERT = """
            INSERT INTO mapping (name, enabled, webhook, topics, group_id, expressions, key_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id""";

    private static final String UPDATE = """
            UPDATE mapping SET enabled = ?, topics = ?, group_id = ?, expressions = ?, version = version + 1,
                updated_at = now()
            WHERE id = ?""";

    private static final String ADD_PUBLISHERS = """
            INSERT INTO mapping_publisher (mapping, device)
            SELECT ?, d.id FROM device d WHERE d.device_id = ANY (?)""";

    private static final String ADD_FORMER = """
            INSERT INTO mapping_former_topic (filter, removed_at) SELECT DISTINCT unnest(?::text[]), now()
            ON CONFLICT (filter) DO UPDATE SET removed_at = now()""";

    private static final String FORGET_FORMER = """
            DELETE FROM mapping_former_topic WHERE filter = ANY (?) OR filter NOT IN (
                SELECT filter FROM mapping_former_topic ORDER BY removed_at DESC LIMIT ?)""";

    private static final String ADD_FIGURES = """
            UPDATE mapping_figures SET matched = matched + ?, stored = stored + ?, ignored = ignored + ?,
                failed = failed + ?, last_error = coalesce(?, last_error), last_error_at = coalesce(?, last_error_at)
            WHERE mapping = ?""";

    private final Sql sql;
    private final AuditLog audit;
    private final Changes changes;
    private final Event<RightsChanged> rights;

    @Inject
    MappingStore(Sql sql, AuditLog audit, Changes changes, Event<RightsChanged> rights) {
        this.sql = sql;
        this.audit = audit;
        this.changes = changes;
        this.rights = rights;
    }

    /** All, by name. */
    List<StoredMapping> all() {
        return sql.list(StoredMapping.SELECT + "ORDER BY m.name", StoredMapping::of);
    }

    Optional<StoredMapping> find(String name) {
        return DefinitionReader.NAME.isValid(name) // PostgreSQL takes not every text
                ? sql.first(StoredMapping.SELECT + "WHERE m.name = ?", StoredMapping::of, name)
                : Optional.empty();
    }

    StoredMapping get(String name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    static Problem unknown(String name) {
        return Problem.notFound("Mapping '" + name + "' not found.");
    }

    /** What sessions may be subscribed to in vain. */
    List<String> formerTopics() {
        return sql.list("SELECT filter FROM mapping_former_topic ORDER BY filter", row -> row.getString(1));
    }

    /** Adds a mapping; 409 when the name is taken, a topic overlaps with another one's, or there are too many. */
    StoredMapping add(MappingDefinition mapping, Optional<byte[]> keyHash) {
        return sql.inTransaction(() -> {
            lock();
            List<StoredMapping> others = all();
            if (others.size() >= MAX) {
                throw Problem.conflict("There are " + MAX + " mappings already; delete one first.");
            }
            if (find(mapping.name()).isPresent()) {
                throw Problem.conflict("A mapping named '" + mapping.name() + "' exists already; choose another name.");
            }
            check(mapping, others);
            long id = sql.one(
                    INSERT,
                    row -> row.getLong(1),
                    mapping.name(),
                    mapping.enabled(),
                    mapping.webhook(),
                    mapping.topicTexts().toArray(String[]::new),
                    mapping.group(),
                    Json.text(mapping.expressionsJson()),
                    keyHash.orElse(null));
            sql.update("INSERT INTO mapping_figures (mapping) VALUES (?)", id);
            sql.update(ADD_PUBLISHERS, id, mapping.publishers().toArray(String[]::new));
            return changed("mapping.create", mapping, !mapping.webhook());
        });
    }

    StoredMapping replace(MappingDefinition mapping) {
        return sql.inTransaction(() -> {
            lock();
            StoredMapping former = get(mapping.name());
            if (former.definition().webhook() != mapping.webhook()) {
                throw Problem.invalid("webhook", "cannot be changed: delete the mapping and create another one");
            }
            check(mapping, all().stream().filter(it -> it.id() != former.id()).toList());
            sql.update(
                    UPDATE,
                    mapping.enabled(),
                    mapping.topicTexts().toArray(String[]::new),
                    mapping.group(),
                    Json.text(mapping.expressionsJson()),
                    former.id());
            sql.update("DELETE FROM mapping_publisher WHERE mapping = ?", former.id());
            sql.update(ADD_PUBLISHERS, former.id(), mapping.publishers().toArray(String[]::new));
            leave(former.definition());
            return changed("mapping.replace", mapping, !mapping.hasSameRights(former.definition()));
        });
    }

    void delete(String name) {
        sql.inTransaction(() -> {
            lock();
            StoredMapping former = get(name);
            sql.update("DELETE FROM mapping WHERE id = ?", former.id());
            leave(former.definition());
            tell("mapping.delete", former.definition(), !former.definition().webhook());
            return null;
        });
    }

    /** Gives a webhook another key; the former one ends at once. */
    void changeKey(String name, byte[] keyHash) {
        sql.inTransaction(() -> {
            lock();
            StoredMapping mapping = get(name);
            if (!mapping.definition().webhook()) {
                throw Problem.conflict("Mapping '" + name + "' is no webhook's and has no key.");
            }
            sql.update("UPDATE mapping SET key_hash = ?, version = version + 1 WHERE id = ?", keyHash, mapping.id());
            audit.record("mapping.key", name, Json.createObjectBuilder().build());
            changes.announce(Mappings.TOPIC, name);
            return null;
        });
    }

    /** Adds what was counted. */
    void addFigures(Map<Long, Figures.Taken> counted) {
        sql.inNewTransaction(() -> {
            counted.forEach((id, taken) -> sql.update(
                    ADD_FIGURES,
                    taken.matched(),
                    taken.stored(),
                    taken.ignored(),
                    taken.failed(),
                    taken.last() == null ? null : taken.last().detail().replace('\0', '\uFFFD'),
                    taken.last() == null ? null : taken.last().at(),
                    id));
            return null;
        });
    }

    private void lock() {
        sql.call("SELECT pg_advisory_xact_lock(?)", LOCK);
    }

    private void check(MappingDefinition mapping, List<StoredMapping> others) {
        for (TopicFilter topic : mapping.topics()) {
            for (StoredMapping other : others) {
                other.definition().topics().stream()
                        .filter(topic::overlaps)
                        .findFirst()
                        .ifPresent(it -> {
                            throw Problem.conflict("Topic '" + topic + "' overlaps with '" + it + "' of mapping '"
                                    + other.definition().name() + "': a message would come twice.");
                        });
            }
        }
        List<Violation> violations = new ArrayList<>();
        List<String> registered =
                sql.list("SELECT device_id FROM device WHERE device_id = ANY (?)", row -> row.getString(1), (Object)
                        mapping.publishers().toArray(String[]::new));
        for (int i = 0; i < mapping.publishers().size(); i++) {
            if (!registered.contains(mapping.publishers().get(i))) {
                violations.add(new Violation("publishers[" + i + "]", "is not a registered device"));
            }
        }
        if (mapping.group() != null
                && sql.list("SELECT 1 FROM fleet WHERE group_id = ?", row -> 1, mapping.group())
                        .isEmpty()) {
            violations.add(new Violation("group", "is not a group"));
        }
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
    }

    private void leave(MappingDefinition former) {
        sql.update(ADD_FORMER, (Object)
                former.topics().stream().map(TopicFilter::forBroker).toArray(String[]::new));
    }

    private StoredMapping changed(String action, MappingDefinition mapping, boolean changesRights) {
        if (mapping.enabled()) {
            sql.update(
                    FORGET_FORMER,
                    mapping.topics().stream().map(TopicFilter::forBroker).toArray(String[]::new),
                    FORMER_TOPICS);
        }
        tell(action, mapping, changesRights);
        return get(mapping.name());
    }

    private void tell(String action, MappingDefinition mapping, boolean changesRights) {
        audit.record(action, mapping.name(), mapping.describe().build());
        changes.announce(Mappings.TOPIC, mapping.name());
        if (changesRights) {
            rights.fire(new RightsChanged());
        }
    }
}

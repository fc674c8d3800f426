package io.iotflow.platform.audit;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** Writes and reads the records of changes. */
@Dependent
public class AuditLog {

    private static final int LONGEST_TARGET = 200;

    private static final String INSERT = """
            INSERT INTO audit (at, actor, role, address, request_id, action, target, detail)
            SELECT ?, ?, ?, ?, ?, ?, target, detail FROM unnest(?::text[], ?::text[]) AS changed (target, detail)""";

    private final Sql sql;
    private final Actor actor;

    @Inject
    public AuditLog(Sql sql, Actor actor) {
        this.sql = sql;
        this.actor = actor;
    }

    /**
     * What happened to one thing.
     *
     * @param target which thing, such as a device id
     * @param detail what changed; never a secret
     */
    public record Change(String target, JsonObject detail) {}

    /**
     * Records a change in the caller's transaction.
     *
     * @param action the module and what it did, such as {@code device.update}
     * @param target which thing, such as a device id
     * @param detail what changed; never a secret
     */
    public void record(String action, String target, JsonObject detail) {
        record(action, List.of(new Change(target, detail)));
    }

    /** Records that the same was done to several things, with one statement. */
    public void record(String action, List<Change> changes) {
        Actor by = byWhom();
        sql.update(
                INSERT,
                Instant.now(),
                by.name(),
                by.role(),
                by.address(),
                by.requestId(),
                action,
                Columns.texts(changes, it -> storable(cut(it.target()))),
                Columns.texts(changes, it -> it.detail().toString()));
    }

    private static String cut(String target) {
        return target.substring(0, Math.min(LONGEST_TARGET, target.length()));
    }

    /** What is looked for; null or empty where it does not matter. */
    record Wanted(String actor, String action, String target, long before) {}

    List<AuditRecord> find(Wanted wanted, int max) {
        SqlText query = new SqlText("SELECT " + AuditRecord.COLUMNS + " FROM audit WHERE id < ?", wanted.before());
        narrow(query, "actor = ?", wanted.actor());
        narrow(query, "action = ?", wanted.action());
        narrow(query, "target = ?", wanted.target());
        return sql.list(query.add(" ORDER BY id DESC LIMIT ?", max), AuditRecord::of);
    }

    private static void narrow(SqlText query, String condition, String value) {
        if (value != null && !value.isEmpty()) {
            query.and(condition, storable(value));
        }
    }

    /** PostgreSQL holds no NUL. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private Actor byWhom() {
        try {
            actor.name();
            return actor;
        } catch (ContextNotActiveException e) { // a task of our own
            return new Actor();
        }
    }
}

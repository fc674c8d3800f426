package io.iotflow.quarantine;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Keeps refusals, in the caller's transaction: a message is acknowledged only when its refusal is durable. What each
 * device has here is counted in the same statement, in the order of the devices, so that two of them do not deadlock.
 */
@Dependent
public class Quarantine {

    /** Adds the rows (device_id, messages, bytes) of {@code change} to the counts. */
    static final String COUNT = """
            INSERT INTO quarantine_usage AS counted (device_id, messages, bytes)
            SELECT device_id, messages, bytes FROM change ORDER BY device_id
            ON CONFLICT (device_id) DO UPDATE
            SET messages = counted.messages + excluded.messages, bytes = counted.bytes + excluded.bytes""";

    private static final String KEEP = """
            WITH kept AS (
                INSERT INTO quarantine (id, received_at, source, device_id, topic, reason, detail, payload)
                SELECT nextval('quarantine_id'), timestamptz 'epoch' + micros * interval '1 microsecond', source,
                       device_id, topic, reason, detail, payload
                FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[])
                     AS row (micros, source, device_id, topic, reason, detail, payload)
                RETURNING coalesce(device_id, '') AS device_id, bytes),
            change AS (
                SELECT device_id, count(*) AS messages, sum(bytes) AS bytes FROM kept GROUP BY device_id)
            """ + COUNT;

    /** Removes rows; what precedes it selects their ids as {@code wanted}. */
    static final String REMOVE = """
            , removed AS (
                DELETE FROM quarantine WHERE id IN (SELECT id FROM wanted)
                RETURNING id, coalesce(device_id, '') AS device_id, bytes),
            change AS (
                SELECT device_id, -count(*) AS messages, -sum(bytes) AS bytes FROM removed GROUP BY device_id),
            counts AS (
            """ + COUNT + ")\nSELECT id FROM removed";

    private final Sql sql;
    private final MetricRegistry metrics;
    private final QuarantineDeletion deletion;

    @Inject
    Quarantine(Sql sql, MetricRegistry metrics, QuarantineDeletion deletion) {
        this.sql = sql;
        this.metrics = metrics;
        this.deletion = deletion;
    }

    /** Keeps these refusals and counts them by reason. */
    public void keep(List<Refusal> refusals) {
        sql.requireTransaction();
        sql.update(
                KEEP,
                Columns.micros(refusals, Refusal::receivedAt),
                Columns.texts(refusals, Refusal::source),
                Columns.texts(refusals, Refusal::deviceId),
                Columns.texts(refusals, Refusal::topic),
                Columns.texts(refusals, it -> it.reason().code()),
                Columns.texts(refusals, Refusal::detail),
                Columns.bytes(refusals, Refusal::payload));
        refusals.stream()
                .collect(Collectors.groupingBy(Refusal::reason, Collectors.counting()))
                .forEach((reason, count) -> metrics.counter("iotflow_quarantined", new Tag("reason", reason.code()))
                        .inc(count));
    }

    /**
     * Takes messages out because what they hold is stored by this same transaction; returns those that were still there.
     * What is no longer there was replayed or deleted by somebody else and must not be stored.
     */
    public Set<Long> release(Collection<Long> ids) {
        sql.requireTransaction();
        return Set.copyOf(sql.list(
                "WITH wanted AS (SELECT unnest(?::bigint[]) AS id)" + REMOVE,
                row -> row.getLong(1),
                Columns.longs(ids)));
    }

    /** Deletes what a device had refused, in many small transactions; whoever has its id next must not inherit it. */
    public void forget(String deviceId) {
        deletion.deleteAllOf(deviceId);
    }
}

package io.iotflow.quarantine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.hibernate.Session;

/**
 * Keeps refusals, in the caller's transaction: a message is acknowledged only when its refusal is durable. What each
 * device has here is counted in the same statement, in the order of the devices, so that two of them do not deadlock.
 */
@ApplicationScoped
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

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private MetricRegistry metrics;

    @Inject
    private QuarantineDeletion clearing;

    /** Keeps these refusals and counts them by reason. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void keep(List<Refusal> refusals) {
        entities.unwrap(Session.class).doWork(connection -> insert(connection, refusals));
        refusals.stream()
                .collect(Collectors.groupingBy(Refusal::reason, Collectors.counting()))
                .forEach((reason, count) -> metrics.counter("iotflow_quarantined", new Tag("reason", reason.code()))
                        .inc(count));
    }

    /**
     * Takes messages out because what they hold is stored by this same transaction; returns those that were still there.
     * What is no longer there was replayed or deleted by somebody else and must not be stored.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Set<Long> release(Collection<Long> ids) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> Set.copyOf(Rows.query(
                        connection,
                        "WITH wanted AS (SELECT unnest(?::bigint[]) AS id)" + REMOVE,
                        List.of(ids.stream().mapToLong(Long::longValue).toArray()),
                        row -> row.getLong(1))));
    }

    /** Deletes what a device had refused, in many small transactions; whoever has its slug next must not inherit it. */
    public void forget(String deviceId) {
        clearing.deleteAllOf(deviceId);
    }

    private static void insert(Connection connection, List<Refusal> refusals) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(KEEP)) {
            insert.setObject(
                    1,
                    refusals.stream()
                            .mapToLong(it -> ChronoUnit.MICROS.between(Instant.EPOCH, it.receivedAt()))
                            .toArray());
            insert.setArray(2, texts(connection, refusals, Refusal::source));
            insert.setArray(3, texts(connection, refusals, Refusal::deviceId));
            insert.setArray(4, texts(connection, refusals, Refusal::topic));
            insert.setArray(5, texts(connection, refusals, it -> it.reason().code()));
            insert.setArray(6, texts(connection, refusals, Refusal::detail));
            insert.setArray(
                    7,
                    connection.createArrayOf(
                            "bytea", refusals.stream().map(Refusal::payload).toArray(byte[][]::new)));
            insert.executeUpdate();
        }
    }

    private static java.sql.Array texts(Connection connection, List<Refusal> refusals, Function<Refusal, String> text)
            throws SQLException {
        return connection.createArrayOf("text", refusals.stream().map(text).toArray(String[]::new));
    }
}

package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;

/**
 * The batches that the time-series store has not confirmed. A claim is a row lock: it ends with the claimer's
 * transaction, so the batches of a node that died are free at once, and no two nodes write the same one.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Outbox {

    /** Names the writers' shared lock; a delete takes it alone to wait until no write is under way on any node. */
    private static final long WRITERS = 0x10F_10AL;

    private static final int MAX_BATCHES = 2_000;

    /** The most that {@link #waitingOf} returns. */
    public static final int MAX_POINTS_OF_DEVICE = 50_000;

    private static final String CLAIM = """
            SELECT first_id, points, weight FROM outbox ORDER BY first_id %s LIMIT ? FOR UPDATE SKIP LOCKED""";

    private static final String POINTS = """
            SELECT log.time, log.measurement, log.fields, log.tags
            FROM outbox JOIN telemetry log
                ON log.id BETWEEN outbox.first_id AND outbox.last_id AND log.time BETWEEN outbox.oldest AND outbox.newest
            WHERE outbox.first_id = ANY (?)""";

    private static final String POINTS_OF_DEVICE = """
            SELECT log.time, log.measurement, log.fields, log.tags
            FROM outbox JOIN telemetry log
                ON log.id BETWEEN outbox.first_id AND outbox.last_id AND log.time BETWEEN outbox.oldest AND outbox.newest
            WHERE log.device = ? LIMIT\s""" + Outbox.MAX_POINTS_OF_DEVICE;

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** One batch, named by its first id. */
    public record Batch(long firstId, int points) {}

    /** How much waits, and since when. */
    public record Backlog(long points, Optional<Instant> oldest) {}

    /** Claims batches of about so many points, at least one if there is any, until this transaction ends. */
    public List<Batch> claim(int points, boolean newestFirst) {
        String sql = CLAIM.formatted(newestFirst ? "DESC" : "ASC");
        return query(sql, statement -> statement.setInt(1, Math.min(points, MAX_BATCHES)), rows -> {
            List<Batch> claimed = new ArrayList<>();
            // By weight, which is at least the number of points: large points make small claims.
            for (int sum = 0; sum < points && rows.next(); sum += rows.getInt(3)) {
                claimed.add(new Batch(rows.getLong(1), rows.getInt(2)));
            }
            return claimed;
        });
    }

    /** The rows of these batches, which this transaction has claimed, as they are now; deleted ones are gone. */
    public List<StoredPoint> read(List<Batch> batches) {
        long[] firstIds = batches.stream().mapToLong(Batch::firstId).toArray();
        return query(POINTS, statement -> statement.setObject(1, firstIds), StoredPoint::all);
    }

    /** What waits of one device, claimed or not; at most {@link #MOST_POINTS_OF_DEVICE}. */
    public List<StoredPoint> waitingOf(long device) {
        return query(POINTS_OF_DEVICE, statement -> statement.setLong(1, device), StoredPoint::all);
    }

    /** Forgets batches that the store confirmed. */
    public void remove(List<Batch> batches) {
        entities.createNativeQuery("DELETE FROM outbox WHERE first_id = ANY (?1)")
                .setParameter(1, batches.stream().map(Batch::firstId).toArray(Long[]::new))
                .executeUpdate();
    }

    /** What waits in all. */
    public Backlog backlog() {
        return query("SELECT coalesce(sum(points), 0), min(created_at) FROM outbox", statement -> {}, rows -> {
            rows.next();
            Optional<Instant> oldest =
                    Optional.ofNullable(rows.getObject(2, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
            return new Backlog(rows.getLong(1), oldest);
        });
    }

    /** Joins the writers until this transaction ends. */
    public void enterAsWriter() {
        query("SELECT pg_advisory_xact_lock_shared(" + WRITERS + ")", statement -> {}, ResultSet::next);
    }

    /** Waits until every write that began before is over, on every node; at most 45 s. */
    public void awaitWriters() {
        query("SELECT set_config('lock_timeout', '45s', true)", statement -> {}, ResultSet::next);
        query("SELECT pg_advisory_xact_lock(" + WRITERS + ")", statement -> {}, ResultSet::next);
    }

    private <T> T query(String sql, Parameters parameters, Rows<T> rows) {
        ReturningWork<T> work = connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                parameters.set(statement);
                try (ResultSet result = statement.executeQuery()) {
                    return rows.read(result);
                }
            }
        };
        return entities.unwrap(Session.class).doReturningWork(work);
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }
}

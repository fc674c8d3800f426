package io.iotflow.quarantine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.PreparedStatement;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** The rows, for operators. Each call is a transaction, unless the caller has one. */
@ApplicationScoped
@Transactional
class QuarantineStore {

    /** Enough for a preview's characters, of up to four bytes each. */
    private static final String LIST =
            "SELECT " + Quarantined.COLUMNS + "substring(payload FOR " + 4 * PayloadText.PREVIEW + ") FROM quarantine";

    private static final String WHOLE = "SELECT " + Quarantined.COLUMNS + "payload FROM quarantine WHERE id = ANY (?)";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** A message that shall be replayed, and what its row takes in bytes. */
    record Candidate(long id, long bytes, Cursor place) {}

    /** The newest, behind a cursor or from the first; payloads are cut. */
    List<Quarantined> newest(QuarantineFilter selection, Optional<Cursor> behind, int limit) {
        List<Object> parameters = selection.parameters();
        String place = place(behind, "<", parameters);
        parameters.add(limit);
        String sql = LIST + " WHERE " + selection.condition() + place + " ORDER BY received_at DESC, id DESC LIMIT ?";
        return query(sql, parameters, Quarantined::of);
    }

    /** The oldest, behind a cursor or from the first. */
    List<Candidate> oldest(QuarantineFilter selection, Optional<Cursor> behind, int limit) {
        List<Object> parameters = selection.parameters();
        String place = place(behind, ">", parameters);
        parameters.add(limit);
        String sql = "SELECT id, bytes, received_at FROM quarantine WHERE " + selection.condition() + place
                + " ORDER BY received_at, id LIMIT ?";
        return query(sql, parameters, QuarantineStore::candidate);
    }

    /** Those of these ids that are here. */
    List<Candidate> candidates(Collection<Long> ids) {
        String sql = "SELECT id, bytes, received_at FROM quarantine WHERE id = ANY (?) ORDER BY received_at, id";
        return query(sql, List.of(array(ids)), QuarantineStore::candidate);
    }

    /** How many are behind a place, from the oldest on. */
    long count(QuarantineFilter selection, Cursor behind) {
        List<Object> parameters = selection.parameters();
        String place = place(Optional.of(behind), ">", parameters);
        String sql = "SELECT count(*) FROM quarantine WHERE " + selection.condition() + place;
        return query(sql, parameters, row -> row.getLong(1)).get(0);
    }

    /** These messages, whole, oldest first; what is no longer here is left out. */
    List<Quarantined> read(Collection<Long> ids) {
        return query(WHOLE + " ORDER BY received_at, id", List.of(array(ids)), Quarantined::of);
    }

    /** Notes that messages were refused again. */
    void refusedAgain(List<Replayed> refused) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE quarantine SET attempts = attempts + 1, reason = ?, detail = ? WHERE id = ?")) {
                for (Replayed again : refused) {
                    update.setString(1, again.reason().code());
                    update.setString(2, Refusal.storable(again.detail(), Refusal.LONGEST_DETAIL));
                    update.setLong(3, again.id());
                    update.addBatch();
                }
                update.executeBatch();
            }
        });
    }

    /** Deletes one; false when it is not here. */
    boolean delete(long id) {
        return remove("SELECT id FROM quarantine WHERE id = ?", List.of(id)) > 0;
    }

    /**
     * Deletes at most so many and returns how many. Rows that somebody works on are left for the next step, so that this
     * never holds up the log.
     */
    @Transactional(TxType.REQUIRES_NEW)
    int delete(QuarantineFilter selection, int limit) {
        List<Object> parameters = selection.parameters();
        parameters.add(limit);
        String sql = "SELECT id FROM quarantine WHERE " + selection.condition()
                + " ORDER BY received_at, id LIMIT ? FOR UPDATE SKIP LOCKED";
        return remove(sql, parameters);
    }

    private int remove(String wanted, List<?> parameters) {
        return query("WITH wanted AS (" + wanted + ")" + Quarantine.REMOVE, parameters, row -> row.getLong(1))
                .size();
    }

    private static String place(Optional<Cursor> behind, String comparison, List<Object> parameters) {
        if (behind.isEmpty()) {
            return "";
        }
        parameters.add(behind.get().time());
        parameters.add(behind.get().id());
        return " AND (received_at, id) " + comparison + " (?, ?)";
    }

    private static Candidate candidate(java.sql.ResultSet row) throws java.sql.SQLException {
        long id = row.getLong(1);
        return new Candidate(
                id,
                row.getLong(2),
                new Cursor(row.getObject(3, OffsetDateTime.class).toInstant(), id));
    }

    private static long[] array(Collection<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    private <T> List<T> query(String sql, List<?> parameters, Rows.Reader<T> reader) {
        return entities.unwrap(Session.class)
                .doReturningWork(connection -> Rows.query(connection, sql, parameters, reader));
    }
}

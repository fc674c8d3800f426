package io.iotflow.quarantine;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The rows, for operators. Each call is a transaction, unless the caller has one. */
@Dependent
class QuarantineStore {

    /** Enough for a preview's characters, of up to four bytes each. */
    private static final String LIST =
            "SELECT " + Quarantined.COLUMNS + "substring(payload FOR " + 4 * PayloadText.PREVIEW + ") FROM quarantine";

    private static final String WHOLE = "SELECT " + Quarantined.COLUMNS + "payload FROM quarantine WHERE id = ANY (?)";

    private static final String REFUSED_AGAIN = """
            UPDATE quarantine SET attempts = attempts + 1, reason = given.reason, detail = given.detail
            FROM unnest(?::bigint[], ?::text[], ?::text[]) AS given (id, reason, detail)
            WHERE quarantine.id = given.id""";

    private final Sql sql;

    @Inject
    QuarantineStore(Sql sql) {
        this.sql = sql;
    }

    /** A message that shall be replayed, and what its row takes in bytes. */
    record Candidate(long id, long bytes, Place place) {}

    /** The newest, behind a cursor or from the first; payloads are cut. */
    List<Quarantined> newest(QuarantineFilter selection, Optional<Place> behind, int limit) {
        SqlText query = new SqlText(LIST).add(selection.where());
        behind.ifPresent(it -> query.and("(received_at, id) < (?, ?)", it.receivedAt(), it.id()));
        return sql.list(query.add(" ORDER BY received_at DESC, id DESC LIMIT ?", limit), Quarantined::of);
    }

    /** The oldest, behind a cursor or from the first. */
    List<Candidate> oldest(QuarantineFilter selection, Optional<Place> behind, int limit) {
        SqlText query = new SqlText("SELECT id, bytes, received_at FROM quarantine").add(selection.where());
        behind.ifPresent(it -> query.and("(received_at, id) > (?, ?)", it.receivedAt(), it.id()));
        return sql.list(query.add(" ORDER BY received_at, id LIMIT ?", limit), QuarantineStore::candidate);
    }

    /** Those of these ids that are here. */
    List<Candidate> candidates(Collection<Long> ids) {
        return sql.list(
                "SELECT id, bytes, received_at FROM quarantine WHERE id = ANY (?) ORDER BY received_at, id",
                QuarantineStore::candidate,
                Columns.longs(ids));
    }

    /** How many are behind a place, from the oldest on. */
    long count(QuarantineFilter selection, Place behind) {
        SqlText query = new SqlText("SELECT count(*) FROM quarantine")
                .add(selection.where())
                .and("(received_at, id) > (?, ?)", behind.receivedAt(), behind.id());
        return sql.list(query, row -> row.getLong(1)).get(0);
    }

    /** These messages, whole, oldest first; what is no longer here is left out. */
    List<Quarantined> read(Collection<Long> ids) {
        return sql.list(WHOLE + " ORDER BY received_at, id", Quarantined::of, Columns.longs(ids));
    }

    /** Writes that messages were refused again. */
    void refusedAgain(List<Replayed> refused) {
        sql.update(
                REFUSED_AGAIN,
                Columns.longs(refused, Replayed::id),
                Columns.texts(refused, it -> it.reason().code()),
                Columns.texts(refused, it -> Refusal.storable(it.detail(), Refusal.LONGEST_DETAIL)));
    }

    /** Deletes one; false when it is not here. */
    boolean delete(long id) {
        return remove(new SqlText("SELECT id FROM quarantine WHERE id = ?", id)) > 0;
    }

    /** Deletes the oldest of a selection, at most so many, in a transaction of its own; returns how many. */
    int delete(QuarantineFilter selection, int limit) {
        SqlText wanted = new SqlText("SELECT id FROM quarantine")
                .add(selection.where())
                .add(" ORDER BY received_at, id LIMIT ? FOR UPDATE SKIP LOCKED", limit);
        return sql.inNewTransaction(() -> remove(wanted));
    }

    private int remove(SqlText wanted) {
        SqlText removal = new SqlText("WITH wanted AS (").add(wanted).add(")").add(Quarantine.REMOVE);
        return sql.list(removal, row -> row.getLong(1)).size();
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        return new Candidate(id, row.getLong(2), new Place(Sql.instant(row, 3), id));
    }
}

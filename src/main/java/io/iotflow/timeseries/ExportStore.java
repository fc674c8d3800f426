package io.iotflow.timeseries;

import static io.iotflow.timeseries.Export.COLUMNS;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Exports and their files in PostgreSQL, where every node finds them. */
@Dependent
class ExportStore {

    /** An export whose node says nothing for so long is begun anew by another one. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final int MOST_ATTEMPTS = 3;
    private static final Duration RETRY = Duration.ofMinutes(1);

    private static final String OPEN = "state IN ('queued', 'running')";

    private static final String CREATE = """
            INSERT INTO data_export (id, owner, question, format, state, created_at)
            VALUES (?, ?, ?, ?, 'queued', ?) RETURNING\s""" + COLUMNS;

    private static final String CLAIM = """
            UPDATE data_export SET state = 'running', attempt = attempt + 1, started_at = now(), lease_until = ?,
                   rows = 0, bytes = 0, stored_bytes = 0, pieces = 0, progress = NULL
            WHERE id = (SELECT id FROM data_export
                        WHERE state = 'queued' OR state = 'running' AND lease_until < now()
                        ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + COLUMNS;

    private static final String MINE = " WHERE id = ? AND state = 'running' AND attempt = ?";

    private static final String APPEND = """
            UPDATE data_export SET rows = ?, bytes = ?, stored_bytes = stored_bytes + ?, pieces = ?, progress = ?,
                   lease_until = ?""" + MINE + " RETURNING stored_bytes";

    private final Sql sql;
    private final ExportSettings settings;

    @Inject
    ExportStore(Sql sql, ExportSettings settings) {
        this.sql = sql;
        this.settings = settings;
    }

    /** Somebody cancelled it, or another node has it now. */
    static final class NotMine extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotMine() {
            super("the export is no longer this node's", null, false, false);
        }
    }

    /** Queues one; 503 where this caller, or all together, have as many as there may be. */
    Export create(String owner, String question, String format) {
        return sql.inTransaction(() -> {
            sql.call("LOCK TABLE data_export IN SHARE ROW EXCLUSIVE MODE"); // who counts at the same time waits
            requireRoom(settings.jobs, "on this server", "SELECT count(*) FROM data_export WHERE " + OPEN);
            requireRoom(
                    Math.max(1, settings.jobs / 2),
                    "of one caller",
                    "SELECT count(*) FROM data_export WHERE " + OPEN + " AND owner = ?",
                    owner);
            return sql.one(CREATE, Export::of, UUID.randomUUID().toString(), owner, question, format, Instant.now());
        });
    }

    private void requireRoom(int most, String whose, String count, Object... parameters) {
        if (sql.one(count, row -> row.getInt(1), parameters) >= most) {
            throw Problem.unavailable(
                    "As many exports wait or run as there may be " + whose + " (" + most + "). Try again.",
                    RETRY,
                    null);
        }
    }

    /** Of one owner or all, the newest first. */
    List<Export> list(Optional<String> owner, int most) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM data_export WHERE owner = ? OR ? ORDER BY created_at DESC, id LIMIT ?",
                Export::of,
                owner.orElse(""),
                owner.isEmpty(),
                most);
    }

    Optional<Export> find(String id) {
        return sql.first("SELECT " + COLUMNS + " FROM data_export WHERE id = ?", Export::of, id);
    }

    /** Cancels it; false where it neither waits nor runs. What is written of it goes. */
    boolean cancel(String id) {
        return sql.inTransaction(() -> {
            boolean changed = sql.update(
                            "UPDATE data_export SET state = 'cancelled', finished_at = now(), expires_at = ?,"
                                    + " stored_bytes = 0, pieces = 0 WHERE id = ? AND " + OPEN,
                            Instant.now().plus(settings.keep),
                            id)
                    > 0;
            if (changed) {
                sql.update("DELETE FROM data_export_piece WHERE export = ?", id);
            }
            return changed;
        });
    }

    void remove(String id) {
        sql.update("DELETE FROM data_export WHERE id = ?", id);
    }

    /** Takes the oldest one that nobody works on, and empties its file; one that was begun too often has failed. */
    Optional<Export> claim() {
        return sql.inTransaction(() -> {
                    Optional<Export> claimed =
                            sql.first(CLAIM, Export::of, Instant.now().plus(LEASE));
                    claimed.ifPresent(it -> sql.update("DELETE FROM data_export_piece WHERE export = ?", it.id()));
                    claimed.filter(it -> it.attempt() > MOST_ATTEMPTS)
                            .ifPresent(it ->
                                    fail(it, "It was begun " + MOST_ATTEMPTS + " times, and no node finished it."));
                    return claimed;
                })
                .filter(it -> it.attempt() <= MOST_ATTEMPTS);
    }

    /**
     * Adds a piece to the file.
     *
     * @throws NotMine when it is no longer this node's
     * @throws Problem 413 when the file, or all files, would be too large
     */
    void append(Export mine, int number, byte[] piece, long rows, long bytes, Double progress) {
        sql.inNewTransaction(() -> {
            long stored = sql.first(
                            APPEND,
                            row -> row.getLong(1),
                            rows,
                            bytes,
                            piece.length,
                            number + 1,
                            progress,
                            Instant.now().plus(LEASE),
                            mine.id(),
                            mine.attempt())
                    .orElseThrow(NotMine::new);
            requireWithin(settings.maxBytes, "IOTFLOW_EXPORT_MAX_BYTES", stored);
            requireWithin(
                    settings.totalBytes,
                    "IOTFLOW_EXPORT_TOTAL_BYTES of all exports",
                    sql.one("SELECT sum(stored_bytes) FROM data_export", row -> row.getLong(1)));
            return sql.update(
                    "INSERT INTO data_export_piece (export, number, content) VALUES (?, ?, ?)",
                    mine.id(),
                    number,
                    piece);
        });
    }

    private static void requireWithin(long most, String limit, long bytes) {
        if (bytes > most) {
            throw Problem.tooLarge("The file would be larger than " + limit + " (" + most
                    + " bytes, compressed): choose a shorter range, fewer devices or fields, or delete exports.");
        }
    }

    /** Says that this node still works on it; false when it is no longer its own. */
    boolean renew(Export mine) {
        return sql.update(
                        "UPDATE data_export SET lease_until = ?" + MINE,
                        Instant.now().plus(LEASE),
                        mine.id(),
                        mine.attempt())
                > 0;
    }

    /** The file is complete. */
    void finish(Export mine) {
        sql.update(
                "UPDATE data_export SET state = 'done', progress = 1, finished_at = now(), expires_at = ?" + MINE,
                Instant.now().plus(settings.keep),
                mine.id(),
                mine.attempt());
    }

    /** It cannot be completed, for this reason. */
    void fail(Export mine, String why) {
        sql.inTransaction(() -> {
            sql.update("DELETE FROM data_export_piece WHERE export = ?", mine.id());
            return sql.update(
                    "UPDATE data_export SET state = 'failed', failure = ?, finished_at = now(), expires_at = ?,"
                            + " stored_bytes = 0, pieces = 0" + MINE,
                    why,
                    Instant.now().plus(settings.keep),
                    mine.id(),
                    mine.attempt());
        });
    }

    /** This node ends: another one, or this one later, begins anew. */
    void giveBack(Export mine) {
        sql.update("UPDATE data_export SET state = 'queued', attempt = attempt - 1" + MINE, mine.id(), mine.attempt());
    }

    /** A piece of a file; empty when it expired or was removed. */
    Optional<byte[]> piece(String id, int number) {
        return sql.first(
                "SELECT content FROM data_export_piece WHERE export = ? AND number = ?",
                row -> row.getBytes(1),
                id,
                number);
    }

    /** Removes files whose time is over; the exports themselves are shown as long again. */
    void tidy() {
        sql.inTransaction(() -> {
            sql.update("DELETE FROM data_export_piece WHERE export IN (SELECT id FROM data_export"
                    + " WHERE state = 'done' AND expires_at < now())");
            sql.update("UPDATE data_export SET state = 'expired', stored_bytes = 0, pieces = 0"
                    + " WHERE state = 'done' AND expires_at < now()");
            return sql.update(
                    "DELETE FROM data_export WHERE expires_at < ?",
                    Instant.now().minus(settings.keep));
        });
    }
}

package io.iotflow.security;

import io.iotflow.platform.database.Changes;
import io.iotflow.platform.database.Sql;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The rows of the console's sessions; of a session's id there is only the hash. */
@Singleton
class SessionStore {

    /** Of one operator key or person; with one more the session that was not used for longest ends. */
    static final int MAX_PER_KEY = 20;

    private static final int STEP = 1000;

    private final Sql sql;
    private final Changes changes;

    @Inject
    SessionStore(Sql sql, Changes changes) {
        this.sql = sql;
        this.changes = changes;
    }

    /** For a key; or until a time for a person, who has no key but an owner's hash in its place. */
    void add(byte[] hash, byte[] keyHash, Operator person, Instant expiresAt) {
        sql.inNewTransaction(() -> {
            Instant now = now();
            sql.update(
                    "INSERT INTO console_session (hash, key_hash, created_at, last_used_at, person, role, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    hash,
                    keyHash,
                    now,
                    now,
                    person == null ? null : person.name(),
                    person == null ? null : person.role().name().toLowerCase(Locale.ROOT),
                    expiresAt);
            sql.update(
                    "DELETE FROM console_session WHERE hash IN (SELECT hash FROM console_session WHERE key_hash = ?"
                            + " ORDER BY last_used_at DESC, hash OFFSET " + MAX_PER_KEY + ")",
                    keyHash);
            changes.announce(Sessions.TOPIC, "");
            return hash;
        });
    }

    Optional<CachedSession> find(byte[] hash) {
        return sql.first(
                "SELECT key_hash, last_used_at, person, role, expires_at FROM console_session WHERE hash = ?",
                row -> new CachedSession(row.getBytes(1), person(row), Sql.instant(row, 5), Sql.instant(row, 2)),
                hash);
    }

    private static Optional<Operator> person(ResultSet row) throws SQLException {
        String name = row.getString(3);
        return name == null
                ? Optional.empty()
                : Optional.of(new Operator(
                        name, Operator.Role.valueOf(row.getString(4).toUpperCase(Locale.ROOT))));
    }

    void used(byte[] hash, Instant at) {
        sql.update("UPDATE console_session SET last_used_at = ? WHERE hash = ?", at, hash);
    }

    void remove(byte[] hash) {
        sql.inNewTransaction(() -> {
            changes.announce(Sessions.TOPIC, "");
            return sql.update("DELETE FROM console_session WHERE hash = ?", hash);
        });
    }

    /** Deletes some that were last used before this time, or may last no longer. */
    void dropUnusedSince(Instant end) {
        sql.update(
                "DELETE FROM console_session WHERE hash IN"
                        + " (SELECT hash FROM console_session WHERE last_used_at < ? OR expires_at < ? LIMIT " + STEP
                        + ")",
                end,
                now());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}

package io.iotflow.security;

import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Links that sign in to the console: each token is good once, on any node, for ten minutes, and stands for the operator key
 * that made it. Only the token's hash is stored, and looked up: how long that takes tells nothing of the token (ADR 31).
 */
@Singleton
class SignInLinks {

    static final Duration GOOD_FOR = Duration.ofMinutes(10);

    /** Of one operator key; with one more the oldest is good no more. */
    static final int MAX_PER_KEY = 20;

    private final Sql sql;
    private final KeyHash hashes;
    private final AuditLog audit;

    @Inject
    SignInLinks(Sql sql, KeyHash hashes, AuditLog audit) {
        this.sql = sql;
        this.hashes = hashes;
        this.audit = audit;
    }

    /** A new link; the token is told once. */
    record Link(String token, Instant expiresAt) {}

    /** Makes one for the key with this hash, which is that of the operator with this name. */
    Link make(byte[] keyHash, String operator) {
        Link link = new Link(ApiKey.generate(), Instant.now().plus(GOOD_FOR).truncatedTo(ChronoUnit.MICROS));
        return sql.inNewTransaction(() -> {
            sql.update(
                    "INSERT INTO sign_in_link (hash, key_hash, expires_at) VALUES (?, ?, ?)",
                    hashes.of(link.token()),
                    keyHash,
                    link.expiresAt());
            sql.update(
                    "DELETE FROM sign_in_link WHERE hash IN (SELECT hash FROM sign_in_link WHERE key_hash = ?"
                            + " ORDER BY expires_at DESC, hash OFFSET " + MAX_PER_KEY + ")",
                    keyHash);
            audit.record(
                    "session.link",
                    operator,
                    Json.createObjectBuilder()
                            .add("expires_at", link.expiresAt().toString())
                            .build());
            return link;
        });
    }

    /** The hash of the key for which the token with this hash stands, which is good no more after that; empty for a wrong one. */
    Optional<byte[]> redeem(byte[] tokenHash) {
        return sql.inNewTransaction(() -> sql.first(
                "DELETE FROM sign_in_link WHERE hash = ? AND expires_at > ? RETURNING key_hash",
                row -> row.getBytes(1),
                tokenHash,
                Instant.now()));
    }

    /** Deletes those that nobody used in time. */
    void dropExpired() {
        sql.update("DELETE FROM sign_in_link WHERE expires_at <= ?", Instant.now());
    }
}

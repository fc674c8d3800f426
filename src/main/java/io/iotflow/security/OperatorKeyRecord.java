package io.iotflow.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The row of an operator key; a revoked one stays, because the audit log names it. */
@Entity(name = "OperatorKey")
@Table(name = "operator_key")
class OperatorKeyRecord {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String name;
    String role;
    byte[] hash;

    @Column(name = "created_at")
    Instant createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "last_used_at")
    Instant lastUsedAt;

    /** From when on it is good no more; null for never. */
    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "revoked_at")
    Instant revokedAt;

    protected OperatorKeyRecord() {} // JPA

    OperatorKeyRecord(Operator operator, byte[] hash, Instant expiresAt, String createdBy) {
        this.name = operator.name();
        this.role = operator.role().name().toLowerCase(Locale.ROOT);
        this.hash = hash;
        this.expiresAt = expiresAt;
        this.createdBy = createdBy;
    }

    CachedOperatorKey toKnownKey() {
        Operator operator = new Operator(name, Operator.Role.valueOf(role.toUpperCase(Locale.ROOT)));
        return new CachedOperatorKey(id, hash, operator, expiresAt, lastUsedAt);
    }
}

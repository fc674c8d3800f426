package io.iotflow.security;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;

/** The rows of the operators' keys. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class OperatorKeyStore {

    private static final long MAX = 1000; // every node has all of them in memory

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private AuditLog audit;

    @Inject
    private Changes changes;

    @Inject
    private Actor actor;

    /** All keys that were not revoked. */
    List<CachedOperatorKey> good() {
        return entities.createQuery("from OperatorKey where revokedAt is null", OperatorKeyRecord.class)
                .getResultStream()
                .map(OperatorKeyRecord::toKnownKey)
                .toList();
    }

    /** The key that has this hash and was not revoked. */
    Optional<CachedOperatorKey> good(byte[] hash) {
        return entities.createQuery("from OperatorKey where hash = ?1 and revokedAt is null", OperatorKeyRecord.class)
                .setParameter(1, hash)
                .getResultStream()
                .map(OperatorKeyRecord::toKnownKey)
                .findFirst();
    }

    /** Writes a use; one statement for one column, because a revocation may commit at the same moment. */
    void used(long id, Instant at) {
        entities.createQuery("update OperatorKey set lastUsedAt = ?2 where id = ?1 and revokedAt is null")
                .setParameter(1, id)
                .setParameter(2, at)
                .executeUpdate();
    }

    List<OperatorKeyRecord> all() {
        return entities.createQuery("from OperatorKey order by id", OperatorKeyRecord.class)
                .getResultList();
    }

    OperatorKeyRecord add(Operator operator, byte[] hash, Instant expiresAt) {
        closeExpired();
        if (count() >= MAX) {
            throw Problem.conflict("There are " + MAX + " operator keys already; revoke one first.");
        }
        OperatorKeyRecord key = new OperatorKeyRecord(operator, hash, expiresAt, actor.name());
        try {
            entities.persist(key);
            entities.flush();
        } catch (ConstraintViolationException e) {
            throw Problem.conflict("A key named '" + operator.name() + "' exists already; choose another name.");
        }
        changed("operator_key.create", key);
        return key;
    }

    /** What has expired needs neither its name nor a place any more. */
    private void closeExpired() {
        entities.createQuery("update OperatorKey set revokedAt = expiresAt where revokedAt is null and expiresAt <= ?1")
                .setParameter(1, now())
                .executeUpdate();
    }

    private long count() {
        return entities.createQuery("select count(*) from OperatorKey where revokedAt is null", Long.class)
                .getSingleResult();
    }

    void revoke(long id) {
        OperatorKeyRecord key = entities.find(OperatorKeyRecord.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (key == null || key.revokedAt != null) {
            throw Problem.notFound("Key " + id + " not found, or already revoked.");
        }
        key.revokedAt = now();
        changed("operator_key.revoke", key);
    }

    private void changed(String action, OperatorKeyRecord key) {
        audit.record(
                action,
                key.name,
                Json.createObjectBuilder()
                        .add("id", key.id)
                        .add("role", key.role)
                        .build());
        changes.announce(OperatorKeys.TOPIC, key.id.toString());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}

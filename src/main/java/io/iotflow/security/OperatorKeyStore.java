package io.iotflow.security;

import io.iotflow.audit.Actor;
import io.iotflow.audit.AuditLog;
import io.iotflow.database.Changes;
import io.iotflow.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
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

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private AuditLog audit;

    @Inject
    private Changes changes;

    @Inject
    private Actor actor;

    /** The operator whose key has this hash and was not revoked; notes the use. */
    Optional<Operator> use(byte[] hash) {
        Optional<OperatorKeyRecord> key = entities.createQuery(
                        "from OperatorKey where hash = ?1 and revokedAt is null", OperatorKeyRecord.class)
                .setParameter(1, hash)
                .getResultStream()
                .findFirst();
        key.ifPresent(it -> it.lastUsedAt = now());
        return key.map(OperatorKeyRecord::toOperator);
    }

    List<OperatorKeyRecord> all() {
        return entities.createQuery("from OperatorKey order by id", OperatorKeyRecord.class)
                .getResultList();
    }

    OperatorKeyRecord add(Operator operator, byte[] hash) {
        OperatorKeyRecord key = new OperatorKeyRecord(operator, hash, actor.name());
        try {
            entities.persist(key);
            entities.flush();
        } catch (ConstraintViolationException e) {
            throw Problem.conflict("A key named '" + operator.name() + "' exists already; choose another name.");
        }
        changed("operator_key.create", key);
        return key;
    }

    void revoke(long id) {
        OperatorKeyRecord key = entities.find(OperatorKeyRecord.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (key == null || key.revokedAt != null) {
            throw Problem.notFound("There is no key " + id + " that could be revoked.");
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

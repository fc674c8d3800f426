package io.iotflow.brokerauth;

import io.iotflow.platform.database.Changes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The devices whose account at the broker has to be brought in line with the registry. A row says which device, not what
 * to do: what is to be done is read from the registry when it is done, so the order of changes does not matter.
 */
@ApplicationScoped
@Transactional
class AccountChanges {

    /** The topic of {@link io.iotflow.platform.database.Changed}; its subject is the device's slug. */
    static final String TOPIC = "broker_account";

    private static final long APPLIERS = 0x10F_ACC7L;

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private Changes changes;

    /** A device to be seen to. */
    record Due(long id, String deviceId, int attempts) {}

    /** Tells all nodes, and the embedded broker, with the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    void announce(String deviceId) {
        changes.announce(TOPIC, deviceId);
    }

    /** Notes a device with the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    void note(String deviceId) {
        insert(List.of(deviceId), Duration.ZERO);
    }

    /** Notes devices at once, whatever becomes of the caller's transaction. */
    @Transactional(TxType.REQUIRES_NEW)
    void noteNow(Collection<String> deviceIds, Duration pause) {
        insert(deviceIds, pause);
    }

    private void insert(Collection<String> deviceIds, Duration pause) {
        entities.createNativeQuery("INSERT INTO broker_account_change (device_id, due_at)"
                        + " SELECT unnest(CAST(?1 AS text[])), now() + ?2 * interval '1 millisecond'")
                .setParameter(1, deviceIds.toArray(String[]::new))
                .setParameter(2, pause.toMillis())
                .executeUpdate();
    }

    /** What is due, oldest first; nothing while another node sees to it. */
    @Transactional(TxType.MANDATORY)
    @SuppressWarnings("unchecked")
    List<Due> due(int max) {
        boolean mine = (Boolean) entities.createNativeQuery("SELECT pg_try_advisory_xact_lock(?1)")
                .setParameter(1, APPLIERS)
                .getSingleResult();
        if (!mine) {
            return List.of();
        }
        List<Object[]> rows = entities.createNativeQuery("SELECT id, device_id, attempts FROM broker_account_change"
                        + " WHERE due_at <= now() ORDER BY id LIMIT ?1")
                .setParameter(1, max)
                .getResultList();
        return rows.stream()
                .map(it -> new Due(((Number) it[0]).longValue(), (String) it[1], ((Number) it[2]).intValue()))
                .toList();
    }

    @Transactional(TxType.MANDATORY)
    void done(Collection<Long> ids) {
        entities.createNativeQuery("DELETE FROM broker_account_change WHERE id IN (?1)")
                .setParameter(1, ids)
                .executeUpdate();
    }

    /** Tries again later what the broker refused. */
    @Transactional(TxType.MANDATORY)
    void postpone(Due change, Duration pause) {
        entities.createNativeQuery("UPDATE broker_account_change SET attempts = attempts + 1,"
                        + " due_at = now() + ?2 * interval '1 millisecond' WHERE id = ?1")
                .setParameter(1, change.id())
                .setParameter(2, pause.toMillis())
                .executeUpdate();
    }
}

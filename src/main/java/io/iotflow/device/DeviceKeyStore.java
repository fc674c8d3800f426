package io.iotflow.device;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of the devices' keys. */
@ApplicationScoped
@Transactional
class DeviceKeyStore {

    private static final String OF_DEVICE = "from DeviceKey where deviceRowId = ?1 order by id";

    private static final String ADD = """
            INSERT INTO device_key (device, hash, created_at)
            SELECT device, hash, ? FROM unnest(?::bigint[], ?::bytea[]) AS added (device, hash)""";

    private static final String GOOD = """
            SELECT device, id, hash, expires_at FROM device_key
            WHERE device = ANY (?) AND (expires_at IS NULL OR expires_at > ?) ORDER BY id""";

    /** Locks in the order of the rows: two nodes that write the uses of the same keys must not wait for each other. */
    private static final String USED = """
            WITH used AS (
                SELECT stored.id, timestamptz 'epoch' + given.micros * interval '1 microsecond' AS at
                FROM unnest(?::bigint[], ?::bigint[]) AS given (id, micros) JOIN device_key AS stored ON stored.id = given.id
                ORDER BY stored.id FOR NO KEY UPDATE OF stored)
            UPDATE device_key SET last_used_at = greatest(last_used_at, used.at)
            FROM used WHERE device_key.id = used.id""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private Sql sql;

    @Inject
    private KeyHash hash;

    /** The keys of devices that have not ended, by the devices' rows; a device without one is not among them. */
    Map<Long, List<CachedDevice.Key>> of(Collection<Long> deviceRowIds) {
        Map<Long, List<CachedDevice.Key>> keys = new HashMap<>();
        sql.list(
                GOOD,
                row -> keys.computeIfAbsent(row.getLong(1), device -> new ArrayList<>())
                        .add(new CachedDevice.Key(row.getLong(2), row.getBytes(3), Sql.instant(row, 4))),
                Columns.longs(deviceRowIds),
                Instant.now());
        return keys;
    }

    /** All rows of a device that are still there, ended ones too. */
    List<DeviceKeyRecord> records(long deviceRowId) {
        return entities.createQuery(OF_DEVICE, DeviceKeyRecord.class)
                .setParameter(1, deviceRowId)
                .getResultList();
    }

    /** The id of the device whose key this is. */
    Optional<String> ownerOf(String key) {
        return ownerOf(hash.of(key));
    }

    /** The id of the device whose key has this hash. */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<String> ownerOf(byte[] hash) {
        return entities.createQuery(
                        "select d.deviceId from Device d, DeviceKey k where k.hash = ?1 and k.deviceRowId = d.rowId",
                        String.class)
                .setParameter(1, hash)
                .getResultStream()
                .findFirst();
    }

    /** A key that is to be a device's. */
    record Added(long deviceRowId, String key) {}

    /** By SQL: JPA would read the rows' numbers back, which nobody needs, at the price of the rows. */
    @Transactional(TxType.MANDATORY)
    void add(List<Added> added) {
        try {
            sql.update(
                    ADD,
                    Instant.now().truncatedTo(ChronoUnit.MICROS),
                    Columns.longs(added, Added::deviceRowId),
                    Columns.bytes(added, it -> hash.of(it.key())));
        } catch (DatabaseException e) {
            throw e.isDuplicate() ? Taken.key() : e;
        }
    }

    /** Ends all keys at this time, if they do not end before; what has ended goes. */
    @Transactional(TxType.MANDATORY)
    void end(long deviceRowId, Instant end) {
        Instant now = Instant.now();
        for (DeviceKeyRecord key : records(deviceRowId)) {
            if (!key.isValid(now) || !end.isAfter(now)) {
                entities.remove(key);
            } else if (key.expiresAt == null || key.expiresAt.isAfter(end)) {
                key.expiresAt = end;
            }
        }
    }

    /**
     * @throws Problem 403 when this key of the device has an end: whoever has found a replaced key must not make a permanent
     *     one of it
     */
    @Transactional(TxType.MANDATORY)
    void requirePermanent(long deviceRowId, String key) {
        boolean permanent =
                records(deviceRowId).stream().anyMatch(it -> it.expiresAt == null && hash.matches(key, it.hash));
        if (!permanent) {
            throw Problem.forbidden("This key has been replaced; the new key, or an operator, can make another one.");
        }
    }

    @Transactional(TxType.MANDATORY)
    void removeAll(long deviceRowId) {
        entities.createQuery("delete from DeviceKey where deviceRowId = ?1")
                .setParameter(1, deviceRowId)
                .executeUpdate();
    }

    /** Writes when keys were used last. */
    @Transactional(TxType.REQUIRES_NEW)
    void used(List<Map.Entry<Long, Instant>> uses) {
        sql.update(USED, Columns.longs(uses, Map.Entry::getKey), Columns.micros(uses, Map.Entry::getValue));
    }
}

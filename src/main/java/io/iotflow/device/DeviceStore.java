package io.iotflow.device;

import io.iotflow.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;

/** The rows of the registry. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class DeviceStore {

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    Optional<Device> byDeviceId(String deviceId) {
        return entities.createQuery("from Device where deviceId = ?1", DeviceRecord.class)
                .setParameter(1, deviceId)
                .getResultStream()
                .findFirst()
                .map(DeviceRecord::toDevice);
    }

    Optional<Device> byKeyHash(byte[] hash) {
        return entities.createQuery("from Device where keyHash = ?1", DeviceRecord.class)
                .setParameter(1, hash)
                .getResultStream()
                .findFirst()
                .map(DeviceRecord::toDevice);
    }

    DeviceRecord add(NewDevice wanted, byte[] keyHash) {
        if (count("name", wanted.name()) > 0) {
            throw nameTaken(wanted);
        }
        String slug = wanted.deviceId() == null ? freeSlug(wanted.name()) : wanted.deviceId();
        if (count("deviceId", slug) > 0) {
            throw slugTaken(slug);
        }
        DeviceRecord device = new DeviceRecord(wanted, slug, keyHash);
        try {
            entities.persist(device);
            entities.flush();
        } catch (ConstraintViolationException e) { // another registration was faster
            throw "device_name_unique".equals(e.getConstraintName()) ? nameTaken(wanted) : slugTaken(slug);
        }
        return device;
    }

    private String freeSlug(String name) {
        String slug = DeviceId.fromName(name).value();
        return count("deviceId", slug) == 0
                ? slug
                : slug + "_" + UUID.randomUUID().toString().substring(0, 8);
    }

    private long count(String attribute, String value) {
        return entities.createQuery("select count(*) from Device where " + attribute + " = ?1", Long.class)
                .setParameter(1, value)
                .getSingleResult();
    }

    private static Problem nameTaken(NewDevice wanted) {
        return Problem.conflict("A device named '" + wanted.name() + "' exists already; choose another name.");
    }

    private static Problem slugTaken(String slug) {
        return Problem.conflict("A device with device_id '" + slug + "' exists already; choose another device_id.");
    }
}

package io.iotflow.device;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import org.hibernate.exception.ConstraintViolationException;

/** Groups of devices that take commands together; a device may belong to several. */
@ApplicationScoped
@Transactional(TxType.REQUIRED)
public class Fleets {

    private static final String DEVICE_OF = "select d from Device d where d.deviceId = ?1";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private AuditLog audit;

    @Inject
    private Event<AccountChange> accounts;

    /** The members, by id; 404 when there is no such group. */
    public List<Device> members(String groupId) {
        return memberRecords(groupId).stream().map(DeviceRecord::toDevice).toList();
    }

    /** The ids of the groups that a device belongs to, sorted. */
    @SuppressWarnings("unchecked")
    public List<String> groupsOf(long deviceRowId) {
        return entities.createNativeQuery(
                        "SELECT f.group_id FROM fleet f JOIN fleet_member m ON m.fleet = f.id WHERE m.device = ?1"
                                + " ORDER BY 1",
                        String.class)
                .setParameter(1, deviceRowId)
                .getResultList();
    }

    /** A device's topics, with those of its groups. */
    public DeviceTopics topicsOf(Device device) {
        return new DeviceTopics(device.deviceId(), groupsOf(device.rowId()));
    }

    List<DeviceRecord> memberRecords(String groupId) {
        return membersOf(existing(groupId));
    }

    @SuppressWarnings("unchecked")
    private List<DeviceRecord> membersOf(FleetRecord fleet) {
        return entities.createNativeQuery(
                        "SELECT d.* FROM device d JOIN fleet_member m ON m.device = d.id WHERE m.fleet = ?1 ORDER BY d.id",
                        DeviceRecord.class)
                .setParameter(1, fleet.id)
                .getResultList();
    }

    List<FleetRecord> all() {
        return entities.createQuery("from Fleet order by groupId", FleetRecord.class)
                .getResultList();
    }

    FleetRecord existing(String groupId) {
        return existing(groupId, LockModeType.NONE);
    }

    /** For a change: nobody else changes or deletes it meanwhile. */
    private FleetRecord locked(String groupId) {
        return existing(groupId, LockModeType.PESSIMISTIC_WRITE);
    }

    private FleetRecord existing(String groupId, LockModeType lock) {
        return entities.createQuery("from Fleet where groupId = ?1", FleetRecord.class)
                .setParameter(1, groupId)
                .setLockMode(lock)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> Problem.notFound("Group '" + groupId + "' not found."));
    }

    long size(FleetRecord fleet) {
        return ((Number) entities.createNativeQuery("SELECT count(*) FROM fleet_member WHERE fleet = ?1")
                        .setParameter(1, fleet.id)
                        .getSingleResult())
                .longValue();
    }

    FleetRecord create(String groupId, String name, String description) {
        FleetRecord fleet = new FleetRecord(groupId);
        fleet.name = name;
        fleet.description = description;
        try {
            entities.persist(fleet);
            entities.flush();
        } catch (ConstraintViolationException e) {
            throw Problem.conflict("A group '" + groupId + "' exists already; choose another group_id.");
        }
        audit.record("fleet.create", groupId, nameOf(fleet));
        return fleet;
    }

    FleetRecord update(String groupId, String name, String description) {
        FleetRecord fleet = locked(groupId);
        fleet.name = name;
        fleet.description = description;
        audit.record("fleet.update", groupId, nameOf(fleet));
        return fleet;
    }

    void delete(String groupId) {
        FleetRecord fleet = locked(groupId);
        List<DeviceRecord> members = membersOf(fleet);
        entities.remove(fleet);
        entities.flush();
        audit.record("fleet.delete", groupId, nameOf(fleet));
        members.forEach(this::regrouped);
    }

    /** Adds a device; harmless when it is a member already. */
    void join(String groupId, String deviceId) {
        int added = change(
                "INSERT INTO fleet_member (fleet, device) VALUES (?1, ?2) ON CONFLICT DO NOTHING", groupId, deviceId);
        if (added > 0) {
            audit.record("fleet.join", groupId, device(deviceId));
        }
    }

    /** Takes a device out; 404 when it is no member. */
    void leave(String groupId, String deviceId) {
        if (change("DELETE FROM fleet_member WHERE fleet = ?1 AND device = ?2", groupId, deviceId) == 0) {
            throw Problem.notFound("Device '" + deviceId + "' is not in group '" + groupId + "'.");
        }
        audit.record("fleet.leave", groupId, device(deviceId));
    }

    private int change(String sql, String groupId, String deviceId) {
        FleetRecord fleet = locked(groupId);
        DeviceRecord device = entities.createQuery(DEVICE_OF, DeviceRecord.class)
                .setParameter(1, deviceId)
                .setLockMode(LockModeType.PESSIMISTIC_READ) // it is not deleted meanwhile, and goes on sending
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> DeviceRegistry.unknown(deviceId));
        int rows = entities.createNativeQuery(sql)
                .setParameter(1, fleet.id)
                .setParameter(2, device.rowId)
                .executeUpdate();
        if (rows > 0) {
            regrouped(device);
        }
        return rows;
    }

    private void regrouped(DeviceRecord device) {
        accounts.fire(new AccountChange.Regrouped(device.toDevice()));
    }

    private static JsonObject nameOf(FleetRecord fleet) {
        return Json.createObjectBuilder().add("name", fleet.name).build();
    }

    private static JsonObject device(String deviceId) {
        return Json.createObjectBuilder().add("device_id", deviceId).build();
    }
}

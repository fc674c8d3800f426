package io.iotflow.device;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;

/** The rows of the registry; each change is audited and announced in its own transaction. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class DeviceStore {

    private static final String OF_DEVICE_ID = "from Device where deviceId = ?1";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private DeviceKeyStore keys;

    @Inject
    private DeviceNumbers numbers;

    @Inject
    private AuditLog audit;

    @Inject
    private Changes changes;

    @Inject
    private Event<AccountChange> accounts;

    Optional<DeviceRecord> byNumber(long rowId) {
        return Optional.ofNullable(entities.find(DeviceRecord.class, rowId));
    }

    /** These devices in this order; one that was deleted meanwhile is left out. */
    List<DeviceRecord> inOrder(List<Long> rowIds) {
        return entities.unwrap(Session.class).byMultipleIds(DeviceRecord.class).multiLoad(rowIds).stream()
                .filter(Objects::nonNull)
                .toList();
    }

    List<Device> byNumbers(Collection<Long> rowIds) {
        return entities.createQuery("from Device where rowId in ?1 order by rowId", DeviceRecord.class)
                .setParameter(1, rowIds)
                .getResultStream()
                .map(DeviceRecord::toDevice)
                .toList();
    }

    /** The same device with the ids that it will have; 409 when its name or id is taken. Needs no transaction. */
    @Transactional(TxType.SUPPORTS)
    FreeDevice free(NewDevice wanted) {
        return numbers.free(wanted);
    }

    /** Adds a device that has its ids; fails where another one took something of it meanwhile. */
    DeviceRecord add(FreeDevice free, AccountOpening opening) {
        DeviceRecord device = new DeviceRecord(free, Instant.now().truncatedTo(ChronoUnit.MICROS));
        try {
            entities.persist(device);
            entities.flush();
        } catch (ConstraintViolationException e) {
            throw TakenMeanwhile.isOf(e.getConstraintName()) ? new TakenMeanwhile(device.deviceId, e) : e;
        }
        added(List.of(new Added(device, opening)));
        return device;
    }

    /** A device whose row is new, and its key. */
    record Added(DeviceRecord device, AccountOpening opening) {}

    /** Gives these devices their keys, and tells of them; with two statements and one at the end, however many they are. */
    @Transactional(TxType.MANDATORY)
    void added(List<Added> added) {
        keys.add(added.stream()
                .map(it ->
                        new DeviceKeyStore.Added(it.device().rowId, it.opening().key()))
                .toList());
        audit.record(
                "device.register",
                added.stream()
                        .map(it -> new AuditLog.Change(it.device().deviceId, nameOf(it.device().name)))
                        .toList());
        for (Added each : added) {
            changes.announce(DeviceRegistry.TOPIC, each.device().deviceId);
            accounts.fire(new AccountChange.Opened(
                    each.device().toDevice(), each.opening().id()));
        }
    }

    private static JsonObject nameOf(String name) {
        return Json.createObjectBuilder().add("name", name).build();
    }

    /** Whether a device is here already with its key; 409 when something of it is another's. */
    boolean isImported(LegacyDevice legacy) {
        if (isHere(legacy)) {
            return true;
        }
        requireFree(legacy.device().name(), legacy.device().deviceId());
        return false;
    }

    /** Takes a device over with its key and its number. */
    Device importDevice(LegacyDevice legacy, AccountOpening opening) {
        long rowId = legacy.number().isPresent() ? numbers.take(legacy.number().getAsLong()) : numbers.next();
        DeviceRecord device = add(new FreeDevice(rowId, legacy.device()), opening);
        device.createdAt = legacy.createdAt().orElse(device.createdAt);
        device.status = legacy.status();
        if (!device.toDevice().mayAct()) {
            accounts.fire(new AccountChange.Closed(device.toDevice()));
        }
        return device.toDevice();
    }

    /** What {@link #importDevice} would do, without doing it: the number that it gets; empty when it is here already. */
    OptionalLong checkImport(LegacyDevice legacy) {
        if (isImported(legacy)) {
            return OptionalLong.empty();
        }
        return legacy.number().isPresent() && !numbers.isTaken(legacy.number().getAsLong())
                ? legacy.number()
                : OptionalLong.of(0);
    }

    private boolean isHere(LegacyDevice legacy) {
        Optional<String> owner = keys.ownerOf(legacy.key());
        if (owner.isPresent() && !owner.get().equals(legacy.device().deviceId())) {
            throw Taken.key();
        }
        return owner.isPresent();
    }

    private void requireFree(String name, String deviceId) {
        List<String> taken = entities.createQuery(
                        "select name from Device where name = ?1 or deviceId = ?2", String.class)
                .setParameter(1, name)
                .setParameter(2, deviceId)
                .getResultList();
        if (!taken.isEmpty()) {
            throw taken.contains(name) ? Taken.name(name) : Taken.deviceId(deviceId);
        }
    }

    DeviceRecord update(String deviceId, DeviceUpdate update) {
        DeviceRecord device = existing(deviceId);
        boolean mayAct = device.toDevice().mayAct();
        update.applyTo(device);
        device.updatedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        try {
            entities.flush();
        } catch (ConstraintViolationException e) { // the only unique thing that can be changed
            throw Taken.name(device.name);
        }
        changed(device, "device.update", update.toJson());
        Device now = device.toDevice();
        if (mayAct != now.mayAct()) {
            accounts.fire(now.mayAct() ? new AccountChange.Reopened(now) : new AccountChange.Closed(now));
        }
        return device;
    }

    /** @param with the key that asks for it, where a device does: one that is being replaced may not make a new one */
    void rotate(AccountOpening opening, Instant oldUntil, Optional<String> with) {
        DeviceRecord device = existing(opening.deviceId());
        with.ifPresent(key -> keys.requirePermanent(device.rowId, key));
        keys.end(device.rowId, oldUntil);
        keys.add(List.of(new DeviceKeyStore.Added(device.rowId, opening.key())));
        changed(
                device,
                "device.key.rotate",
                Json.createObjectBuilder()
                        .add("old_key_expires_at", oldUntil.toString())
                        .build());
        accounts.fire(new AccountChange.Opened(device.toDevice(), opening.id()));
    }

    void revoke(String deviceId) {
        DeviceRecord device = existing(deviceId);
        keys.removeAll(device.rowId);
        changed(device, "device.key.revoke", JsonValue.EMPTY_JSON_OBJECT);
        accounts.fire(new AccountChange.Closed(device.toDevice()));
    }

    /** The device as it is now, made inactive: what is being deleted must not go on sending. */
    Device retire(String deviceId) {
        Device device = existing(deviceId).toDevice();
        return device.mayAct() ? update(deviceId, DeviceUpdate.deactivation()).toDevice() : device;
    }

    /** Removes this device, and not one that has its id by now. */
    void remove(Device retired) {
        DeviceRecord device = existing(retired.deviceId());
        Device last = device.toDevice();
        if (last.rowId() != retired.rowId()) {
            throw DeviceRegistry.unknown(retired.deviceId());
        }
        entities.remove(device);
        entities.flush();
        changed(device, "device.delete", nameOf(last.name()));
        accounts.fire(new AccountChange.Removed(last));
    }

    private void changed(DeviceRecord device, String action, JsonObject detail) {
        audit.record(action, device.deviceId, detail);
        changes.announce(DeviceRegistry.TOPIC, device.deviceId);
    }

    private DeviceRecord existing(String deviceId) {
        return entities.createQuery(OF_DEVICE_ID, DeviceRecord.class)
                .setParameter(1, deviceId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> DeviceRegistry.unknown(deviceId));
    }
}

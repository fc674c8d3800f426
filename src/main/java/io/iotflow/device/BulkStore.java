package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rows of many new devices at a time; each device is audited and announced as if it came alone. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class BulkStore {

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private Sql sql;

    @Inject
    private DeviceStore store;

    @Inject
    private DeviceNumbers numbers;

    /** What there is of names and ids that somebody wants. */
    static final class Names {

        private final Set<String> names;
        private final Set<String> deviceIds;

        private Names(Set<String> names, Set<String> deviceIds) {
            this.names = names;
            this.deviceIds = deviceIds;
        }

        /** The device's name or id where that is taken; else they are taken from now on. */
        Optional<String> take(NewDevice device) {
            if (names.contains(device.name())) {
                return Optional.of("name");
            }
            if (device.deviceId() != null && !deviceIds.add(device.deviceId())) {
                return Optional.of("device_id");
            }
            names.add(device.name());
            return Optional.empty();
        }

        private String free(String deviceId, long rowId) {
            if (deviceIds.add(deviceId)) {
                return deviceId;
            }
            String numbered = new DeviceId(deviceId).withNumber(rowId).value();
            deviceIds.add(numbered);
            return numbered;
        }
    }

    /** Which of the names and ids of these devices are there. */
    Names taken(List<NewDevice> devices) {
        return new Names(
                found("name", devices.stream().map(NewDevice::name)),
                found("device_id", devices.stream().map(BulkStore::wantedId)));
    }

    /** The same devices with a number and an id. */
    List<FreeDevice> free(List<NewDevice> devices, Names names) {
        List<FreeDevice> free = new ArrayList<>();
        Iterator<Long> rowIds = numbers.next(devices.size()).iterator();
        for (NewDevice device : devices) {
            long rowId = rowIds.next();
            String deviceId = device.deviceId() == null ? names.free(wantedId(device), rowId) : device.deviceId();
            free.add(new FreeDevice(rowId, device.withDeviceId(deviceId)));
        }
        return free;
    }

    /** Adds them, all or none; fails where a name or an id was taken meanwhile. */
    List<DeviceRecord> add(List<FreeDevice> devices, List<AccountOpening> openings) {
        List<DeviceRecord> records = devices.stream()
                .map(it -> new DeviceRecord(it.rowId(), it.device(), it.device().deviceId()))
                .toList();
        records.forEach(entities::persist);
        entities.flush();
        for (int i = 0; i < records.size(); i++) {
            store.added(records.get(i), openings.get(i));
        }
        return records;
    }

    private static String wantedId(NewDevice device) {
        return device.deviceId() == null
                ? DeviceId.fromName(device.name(), device.deviceType()).value()
                : device.deviceId();
    }

    private Set<String> found(String column, Stream<String> texts) {
        return new HashSet<>(sql.list(
                "SELECT " + column + " FROM device WHERE " + column + " = ANY (?)", row -> row.getString(1), (Object)
                        texts.toArray(String[]::new)));
    }
}

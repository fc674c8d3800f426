package io.iotflow.device;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of many new devices at a time; each device is audited and announced as if it came alone. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class BulkStore {

    private static final String ADD = """
            INSERT INTO device (id, device_id, name, description, device_type, status, location, firmware_version,
                hardware_version, timezone, created_at, updated_at)
            SELECT id, device_id, name, description, device_type, 'active', location, firmware_version,
                hardware_version, timezone, created_at, created_at
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[]) AS added (id, device_id, name, description, device_type, location, firmware_version,
                    hardware_version, timezone),
                (SELECT ?::timestamptz) AS given (created_at)""";

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

    /**
     * Adds them, all or none, and each table's rows with one statement; fails where a name or an id was taken meanwhile. By SQL:
     * JPA sends a statement for each row, and PostgreSQL counts the devices after each.
     */
    List<DeviceRecord> add(List<FreeDevice> devices, List<AccountOpening> openings) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<DeviceRecord> records =
                devices.stream().map(it -> new DeviceRecord(it, now)).toList();
        sql.update(
                ADD,
                Columns.longs(records, it -> it.rowId),
                Columns.texts(records, it -> it.deviceId),
                Columns.texts(records, it -> it.name),
                Columns.texts(records, it -> it.description),
                Columns.texts(records, it -> it.deviceType),
                Columns.texts(records, it -> it.location),
                Columns.texts(records, it -> it.firmwareVersion),
                Columns.texts(records, it -> it.hardwareVersion),
                Columns.texts(records, it -> it.timezone),
                now);
        store.added(IntStream.range(0, records.size())
                .mapToObj(i -> new DeviceStore.Added(records.get(i), openings.get(i)))
                .toList());
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

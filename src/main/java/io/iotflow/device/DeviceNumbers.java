package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives devices the numbers of their rows, which are their {@code id}. A number and the text of a device id that is the
 * same number belong to one device: so a new device gets no number that is another's device id.
 */
@Dependent
class DeviceNumbers {

    /** Shared by those that take the next number; who takes one of his own is alone. */
    private static final long LOCK = 0x10F_DE71CEL;

    /** The most that are looked at together, where many in a row are taken. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final String IS_TAKEN = "SELECT EXISTS (SELECT FROM device WHERE id = ?)";
    private static final String IS_ID_TAKEN = "SELECT EXISTS (SELECT FROM device WHERE device_id = ?)";
    private static final String LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(" + LOCK + ")";
    private static final String NEXT = """
            WITH numbers AS MATERIALIZED (SELECT nextval('device_id_seq') AS number FROM generate_series(1, ?))
            SELECT number%s FROM numbers
            WHERE NOT EXISTS (SELECT FROM device WHERE id = number)
                  AND NOT EXISTS (SELECT FROM device WHERE device_id = number::text)
            ORDER BY number""";
    private static final String NEXT_ALONE = NEXT.formatted("");
    private static final String NEXT_AND_TAKEN = NEXT.formatted(
            ", EXISTS (SELECT FROM device WHERE name = ?), EXISTS (SELECT FROM device WHERE device_id = ?)");

    private final Sql sql;

    @Inject
    DeviceNumbers(Sql sql) {
        this.sql = sql;
    }

    /** A number, and whether a device has the name or the id that the one of this number is to have. */
    record Next(long number, boolean isNameTaken, boolean isDeviceIdTaken) {}

    /** The same device with a number and an id; 409 when the name or the id that its user chose is taken. */
    FreeDevice free(NewDevice wanted) {
        boolean isMade = wanted.deviceId() == null;
        DeviceId deviceId =
                isMade ? DeviceId.fromName(wanted.name(), wanted.deviceType()) : new DeviceId(wanted.deviceId());
        Next next = next(wanted.name(), deviceId.value());
        if (next.isNameTaken()) {
            throw Taken.name(wanted.name());
        }
        if (!next.isDeviceIdTaken()) {
            return new FreeDevice(next.number(), wanted.withDeviceId(deviceId.value()));
        }
        if (!isMade) {
            throw Taken.deviceId(wanted.deviceId());
        }
        DeviceId numbered = deviceId.withNumber(next.number());
        while (isTrue(IS_ID_TAKEN, numbered.value())) { // somebody chose it
            next = next(wanted.name(), deviceId.value());
            numbered = deviceId.withNumber(next.number());
        }
        return new FreeDevice(next.number(), wanted.withDeviceId(numbered.value()));
    }

    /** The next number, and who has these, with one round trip unless numbers are taken. */
    Next next(String name, String deviceId) {
        List<Next> next = List.of();
        for (int count = 1; next.isEmpty(); count = Math.min(2 * count, MOST_AT_ONCE)) {
            next = sql.listAfter(
                    LOCK_SHARED,
                    NEXT_AND_TAKEN,
                    row -> new Next(row.getLong(1), row.getBoolean(2), row.getBoolean(3)),
                    count,
                    name,
                    deviceId);
        }
        return next.get(0);
    }

    /** The next number, in the caller's transaction. */
    long next() {
        return next(1).get(0);
    }

    /** The next numbers, as many as this, in the caller's transaction. */
    List<Long> next(int count) {
        sql.requireTransaction();
        List<Long> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            numbers.addAll(sql.listAfter(LOCK_SHARED, NEXT_ALONE, row -> row.getLong(1), count - numbers.size()));
        }
        return numbers;
    }

    /** The number that a device brings along, or the next one where another device has that. */
    long take(long wanted) {
        sql.requireTransaction();
        sql.call("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        if (isTrue(IS_TAKEN, wanted)) {
            return next();
        }
        sql.list(
                "SELECT setval('device_id_seq', ?) FROM device_id_seq WHERE last_value < ?",
                row -> row.getLong(1),
                wanted,
                wanted);
        return wanted;
    }

    /** Whether another device has this number. */
    boolean isTaken(long number) {
        return isTrue(IS_TAKEN, number);
    }

    private boolean isTrue(String query, Object... parameters) {
        return sql.one(query, row -> row.getBoolean(1), parameters);
    }
}

package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/**
 * Gives devices the numbers of their rows, which are their {@code id}. A number and the text of a device id that is the
 * same number belong to one device: so a new device gets no number that is another's device id.
 */
@Dependent
class DeviceNumbers {

    /** Shared by those that take the next number; who takes one of his own is alone. */
    private static final long LOCK = 0x10F_DE71CEL;

    private static final String IS_TAKEN = "SELECT EXISTS (SELECT FROM device WHERE id = ?)";
    private static final String IS_ANOTHERS =
            "SELECT EXISTS (SELECT FROM device WHERE id = ?) OR EXISTS (SELECT FROM device WHERE device_id = ?)";

    private final Sql sql;

    @Inject
    DeviceNumbers(Sql sql) {
        this.sql = sql;
    }

    /** The next number, in the caller's transaction. */
    long next() {
        sql.requireTransaction();
        sql.call("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
        long number;
        do {
            number = sql.one("SELECT nextval('device_id_seq')", row -> row.getLong(1));
        } while (isTrue(IS_ANOTHERS, number, String.valueOf(number)));
        return number;
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

package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry of field types in PostgreSQL. */
@Dependent
class FieldTypeStore {

    /**
     * Names the lock of the one node that registers; it ends with the transaction, and that with a node that is gone
     * without a word.
     */
    private static final String LOCK = "SELECT set_config('idle_in_transaction_session_timeout', '30s', true),"
            + " pg_advisory_xact_lock(" + 0x10F_10EL + ")";

    private static final String COLUMNS =
            "SELECT measurement, field, type, first_seen, device_id, unit FROM field_type ";

    private static final String FIND = COLUMNS + """
            JOIN unnest(?::text[], ?::text[]) AS wanted (measurement, field) USING (measurement, field)""";

    private static final String LIST = COLUMNS + """
            WHERE (measurement = ? OR ?) AND (measurement, field) > (?, ?) ORDER BY measurement, field LIMIT ?""";

    private static final String COUNT = """
            SELECT 'measurement', measurement, count(*) FROM field_type WHERE measurement = ANY (?) GROUP BY measurement
            UNION ALL SELECT 'device', device_id, count(*) FROM field_type WHERE device_id = ANY (?) GROUP BY device_id
            UNION ALL SELECT 'all', '', count(*) FROM field_type""";

    private static final String ADD = """
            INSERT INTO field_type (measurement, field, type, first_seen, device_id)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])""";

    private static final String PUT = """
            INSERT INTO field_type (measurement, field, type, first_seen, device_id, unit) VALUES (?, ?, ?, ?::timestamptz, ?, ?)
            ON CONFLICT (measurement, field) DO UPDATE
            SET type = excluded.type, first_seen = excluded.first_seen, device_id = excluded.device_id, unit = excluded.unit""";

    private static final String REMOVE = """
            DELETE FROM field_type WHERE measurement = ? AND field = ?
            RETURNING measurement, field, type, first_seen, device_id, unit""";

    private static final String FORGET = """
            DELETE FROM field_type WHERE device_id = ? AND NOT EXISTS (
                SELECT FROM series WHERE series.measurement = field_type.measurement %s)""";

    private static final String WITH_THE_FIELD = """
            AND EXISTS (
                SELECT FROM telemetry WHERE telemetry.device = series.device AND telemetry.series = series.id
                AND jsonb_exists(telemetry.fields, field_type.field))""";

    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(10);

    private final Sql sql;

    @Inject
    FieldTypeStore(Sql sql) {
        this.sql = sql;
    }

    /** How many fields there are: of the measurements and by the devices that were requested, and in all. */
    record Counts(Map<String, Integer> ofMeasurement, Map<String, Integer> byDevice, int total) {

        int by(String deviceId) {
            return byDevice.getOrDefault(deviceId, 0);
        }

        int of(String measurement) {
            return ofMeasurement.getOrDefault(measurement, 0);
        }
    }

    /** Those of these fields that are registered. */
    List<RegisteredField> find(Collection<Name> names) {
        List<Name> wanted = List.copyOf(names);
        return sql.list(
                FIND,
                FieldTypeStore::field,
                Columns.texts(wanted, Name::measurement),
                Columns.texts(wanted, Name::field));
    }

    /** The next ones behind a name, of one measurement or all. */
    List<RegisteredField> list(Optional<String> measurement, Name behind, int limit) {
        return sql.list(
                LIST,
                FieldTypeStore::field,
                measurement.orElse(""),
                measurement.isEmpty(),
                behind.measurement(),
                behind.field(),
                limit);
    }

    /** From here to the end of the caller's transaction no other node registers. */
    void lock() {
        sql.requireTransaction();
        sql.call(LOCK);
    }

    /** How many there are of these measurements, with these devices as the first, and in all. */
    Counts count(Collection<String> measurements, Collection<String> deviceIds) {
        Map<String, Integer> ofMeasurement = new HashMap<>();
        Map<String, Integer> byDevice = new HashMap<>();
        int[] total = {0};
        sql.list(
                COUNT,
                row -> switch (row.getString(1)) {
                    case "measurement" -> ofMeasurement.put(row.getString(2), row.getInt(3));
                    case "device" -> byDevice.put(row.getString(2), row.getInt(3));
                    default -> total[0] = row.getInt(3);
                },
                measurements.toArray(String[]::new),
                deviceIds.toArray(String[]::new));
        return new Counts(ofMeasurement, byDevice, total[0]);
    }

    /**
     * Removes the fields that this device sent first and that nothing stored has; returns how many. Those of measurements
     * that nobody has are found at once; for the others the log is searched, for ten seconds at most.
     *
     * @throws io.iotflow.platform.database.DatabaseException when that is not enough
     */
    int forgetUnused(String deviceId) {
        return sql.update(FORGET.formatted(""), deviceId)
                + sql.within(LONGEST_SEARCH, 0).update(FORGET.formatted(WITH_THE_FIELD), deviceId);
    }

    /** Adds fields that are not there, which the caller knows by the {@link #lock}. */
    void add(Collection<RegisteredField> fields) {
        sql.requireTransaction();
        List<RegisteredField> rows = List.copyOf(fields);
        sql.update(
                ADD,
                Columns.texts(rows, it -> it.name().measurement()),
                Columns.texts(rows, it -> it.name().field()),
                Columns.texts(rows, it -> it.type().code()),
                Columns.texts(rows, it -> it.firstSeen().toString()),
                Columns.texts(rows, RegisteredField::deviceId));
    }

    /** Adds a field, or puts it in the place of the one of its name. */
    void put(RegisteredField field) {
        sql.update(
                PUT,
                field.name().measurement(),
                field.name().field(),
                field.type().code(),
                field.firstSeen().toString(),
                field.deviceId(),
                field.unit());
    }

    /** Removes a field; returns what it was. */
    Optional<RegisteredField> remove(Name name) {
        return sql.first(REMOVE, FieldTypeStore::field, name.measurement(), name.field());
    }

    private static RegisteredField field(ResultSet row) throws SQLException {
        return new RegisteredField(
                new Name(row.getString(1), row.getString(2)),
                FieldType.parse(row.getString(3)),
                Sql.instant(row, 4),
                row.getString(5),
                row.getString(6));
    }
}

package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    private static final String COLUMNS = "SELECT measurement, field, type, first_seen, device_id FROM field_type ";

    private static final String FIND = COLUMNS + """
            JOIN unnest(?::text[], ?::text[]) AS wanted (measurement, field) USING (measurement, field)""";

    private static final String LIST = COLUMNS + """
            WHERE (measurement = ? OR ?) AND (measurement, field) > (?, ?) ORDER BY measurement, field LIMIT ?""";

    private static final String COUNT = """
            SELECT measurement, count(*) FROM field_type WHERE measurement = ANY (?) GROUP BY measurement
            UNION ALL SELECT '', count(*) FROM field_type""";

    private static final String COUNT_OF_DEVICES =
            "SELECT device_id, count(*) FROM field_type WHERE device_id = ANY (?) GROUP BY device_id";

    /** What only this device could have sent; another's measurement keeps its types. */
    private static final String FREE = """
            WITH freed AS (
                DELETE FROM field_type WHERE device_id = ?
                AND NOT EXISTS (SELECT FROM series WHERE series.measurement = field_type.measurement))
            UPDATE field_type SET device_id = '' WHERE device_id = ?
                AND EXISTS (SELECT FROM series WHERE series.measurement = field_type.measurement)""";

    private static final String ADD = """
            INSERT INTO field_type (measurement, field, type, first_seen, device_id)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])""";

    private static final String PUT = """
            INSERT INTO field_type (measurement, field, type, first_seen, device_id) VALUES (?, ?, ?, ?::timestamptz, ?)
            ON CONFLICT (measurement, field) DO UPDATE
            SET type = excluded.type, first_seen = excluded.first_seen, device_id = excluded.device_id""";

    private static final String REMOVE = """
            DELETE FROM field_type WHERE measurement = ? AND field = ?
            RETURNING measurement, field, type, first_seen, device_id""";

    private final Sql sql;

    @Inject
    FieldTypeStore(Sql sql) {
        this.sql = sql;
    }

    /** How many fields there are, of each of the measurements and devices that were requested and in all. */
    record Counts(Map<String, Integer> ofMeasurement, int total, Map<String, Integer> ofDevices) {

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

    /** How many there are of these measurements, of these devices, and in all. */
    Counts count(Collection<String> measurements, Collection<String> devices) {
        Map<String, Integer> counts = counts(COUNT, measurements);
        return new Counts(counts, counts.get(""), counts(COUNT_OF_DEVICES, devices)); // no measurement's name is empty
    }

    private Map<String, Integer> counts(String query, Collection<String> names) {
        Map<String, Integer> counts = new HashMap<>();
        sql.list(query, row -> Map.entry(row.getString(1), row.getInt(2)), (Object) names.toArray(String[]::new))
                .forEach(it -> counts.put(it.getKey(), it.getValue()));
        return counts;
    }

    /** Removes the fields that a device was the first to send and nobody else can have; the others are not its own any more. */
    void free(String deviceId) {
        sql.update(FREE, deviceId, deviceId);
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
                field.deviceId());
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
                row.getString(5));
    }
}

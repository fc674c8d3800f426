package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.Session;

/** The registry of field types in PostgreSQL. */
@ApplicationScoped
@Transactional
class FieldTypeStore {

    /**
     * Names the lock of the one node that registers; it ends with the transaction, and that with a node that is gone
     * without a word.
     */
    private static final String LOCK = "SELECT set_config('idle_in_transaction_session_timeout', '30s', true),"
            + " CAST(pg_advisory_xact_lock(" + 0x10F_10EL + ") AS text)";

    private static final String COLUMNS = "SELECT measurement, field, type, first_seen, device_id FROM field_type ";

    private static final String FIND = COLUMNS + """
            JOIN unnest(?::text[], ?::text[]) AS wanted (measurement, field) USING (measurement, field)""";

    private static final String LIST = COLUMNS + """
            WHERE (measurement = ? OR ?) AND (measurement, field) > (?, ?) ORDER BY measurement, field LIMIT ?""";

    private static final String COUNT = """
            SELECT measurement, count(*) FROM field_type WHERE measurement = ANY (?) GROUP BY measurement
            UNION ALL SELECT '', count(*) FROM field_type""";

    private static final String ADD = """
            INSERT INTO field_type (measurement, field, type, first_seen, device_id)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])""";

    private static final String REMOVE = """
            DELETE FROM field_type WHERE measurement = ? AND field = ?
            RETURNING measurement, field, type, first_seen, device_id""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** How many fields there are, of each of the measurements that were asked for and in all. */
    record Counts(Map<String, Integer> ofMeasurement, int total) {

        int of(String measurement) {
            return ofMeasurement.getOrDefault(measurement, 0);
        }
    }

    /** Those of these fields that are registered. */
    List<RegisteredField> find(Collection<Name> names) {
        List<Name> wanted = List.copyOf(names);
        return query(FIND, query -> {
            query.setArray(1, texts(query.getConnection(), wanted, Name::measurement));
            query.setArray(2, texts(query.getConnection(), wanted, Name::field));
        });
    }

    /** The next ones behind a name, of one measurement or all. */
    List<RegisteredField> list(Optional<String> measurement, Name behind, int limit) {
        return query(LIST, query -> {
            query.setString(1, measurement.orElse(""));
            query.setBoolean(2, measurement.isEmpty());
            query.setString(3, behind.measurement());
            query.setString(4, behind.field());
            query.setInt(5, limit);
        });
    }

    /** From here to the end of the caller's transaction no other node registers. */
    @Transactional(Transactional.TxType.MANDATORY)
    void lock() {
        entities.createNativeQuery(LOCK, Object.class).getResultList();
    }

    Counts count(Collection<String> measurements) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(COUNT)) {
                query.setArray(1, connection.createArrayOf("text", measurements.toArray()));
                Map<String, Integer> counts = new HashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        counts.put(rows.getString(1), rows.getInt(2));
                    }
                }
                return new Counts(counts, counts.get("")); // no measurement has an empty name
            }
        });
    }

    /** Adds fields that are not there, which the caller knows by the {@link #lock}. */
    @Transactional(Transactional.TxType.MANDATORY)
    void add(Collection<RegisteredField> fields) {
        List<RegisteredField> rows = List.copyOf(fields);
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(ADD)) {
                insert.setArray(1, texts(connection, rows, it -> it.name().measurement()));
                insert.setArray(2, texts(connection, rows, it -> it.name().field()));
                insert.setArray(3, texts(connection, rows, it -> it.type().code()));
                insert.setArray(4, texts(connection, rows, it -> it.firstSeen().toString()));
                insert.setArray(5, texts(connection, rows, RegisteredField::deviceId));
                insert.executeUpdate();
            }
        });
    }

    /** Removes a field; returns what it was. */
    Optional<RegisteredField> remove(Name name) {
        return query(REMOVE, delete -> {
                    delete.setString(1, name.measurement());
                    delete.setString(2, name.field());
                })
                .stream()
                .findFirst();
    }

    private List<RegisteredField> query(String sql, Parameters parameters) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                parameters.set(query);
                List<RegisteredField> fields = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        fields.add(field(rows));
                    }
                }
                return fields;
            }
        });
    }

    private static RegisteredField field(ResultSet row) throws SQLException {
        return new RegisteredField(
                new Name(row.getString(1), row.getString(2)),
                FieldType.parse(row.getString(3)),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getString(5));
    }

    private static <T> Array texts(Connection connection, List<T> rows, Function<T, String> text) throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(text).toArray(String[]::new));
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }
}

package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;

/** Notes rows of the log in the outbox once more, because the time-series store has not taken them. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class OutboxRequeue {

    private static final String FIND = """
            SELECT n, log.id
            FROM unnest(?::bigint[], ?::bigint[], ?::text[]) WITH ORDINALITY AS wanted (device, micros, measurement, n)
            JOIN telemetry log ON log.device = wanted.device AND log.measurement = wanted.measurement
                 AND log.time = timestamptz 'epoch' + wanted.micros * interval '1 microsecond'""";

    /** A row that begins a batch which still waits is named already. */
    private static final String NOTE = """
            INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest)
            SELECT log.id, log.id, 1, 1 + length(log.fields::text) / 1024, log.time, log.time
            FROM unnest(?::bigint[], ?::bigint[]) AS wanted (id, micros)
            JOIN telemetry log ON log.id = wanted.id
                 AND log.time = timestamptz 'epoch' + wanted.micros * interval '1 microsecond'
            ON CONFLICT (first_id) DO NOTHING""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** What a reading is known by. */
    public record Key(long device, Instant time, String measurement) {

        long micros() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time);
        }
    }

    /** The rows' ids, of those that the log has. */
    public Map<Key, Long> find(List<Key> keys) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIND)) {
                query.setObject(1, keys.stream().mapToLong(Key::device).toArray());
                query.setObject(2, keys.stream().mapToLong(Key::micros).toArray());
                query.setArray(
                        3,
                        connection.createArrayOf(
                                "text", keys.stream().map(Key::measurement).toArray(String[]::new)));
                Map<Key, Long> found = new HashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.put(keys.get(rows.getInt(1) - 1), rows.getLong(2));
                    }
                }
                return found;
            }
        });
    }

    /** Notes these rows; they are written as they then are. */
    public void note(Map<Key, Long> rows) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
                // In one order, entry by entry.
                List<Map.Entry<Key, Long>> entries = List.copyOf(rows.entrySet());
                insert.setObject(
                        1, entries.stream().mapToLong(Map.Entry::getValue).toArray());
                insert.setObject(
                        2,
                        entries.stream().mapToLong(it -> it.getKey().micros()).toArray());
                insert.executeUpdate();
            }
        });
    }
}

package io.iotflow.mapping;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A mapping's row, with its figures as they were last written.
 *
 * @param publisherRows the rows of its publishers' devices
 * @param version another one after each change
 */
record StoredMapping(
        long id,
        MappingDefinition definition,
        Set<Long> publisherRows,
        byte[] keyHash,
        long version,
        Instant createdAt,
        Instant updatedAt,
        Written figures) {

    static final String SELECT = """
            SELECT m.id, m.name, m.enabled, m.webhook, m.topics, m.group_id, m.expressions, m.key_hash, m.version,
                m.created_at, m.updated_at, f.matched, f.stored, f.ignored, f.failed, f.last_error, f.last_error_at,
                ARRAY(SELECT d.device_id || ' ' || d.id FROM mapping_publisher p JOIN device d ON d.id = p.device
                    WHERE p.mapping = m.id ORDER BY d.device_id)
            FROM mapping m JOIN mapping_figures f ON f.mapping = m.id
            """;

    /** What became of its messages; {@code lastError} is null where nothing failed. */
    record Written(long matched, long stored, long ignored, long failed, String lastError, Instant lastErrorAt) {}

    static StoredMapping of(ResultSet row) throws SQLException {
        Map<String, Long> publishers = new TreeMap<>();
        for (String text : (String[]) row.getArray(18).getArray()) {
            String[] parts = text.split(" ");
            publishers.put(parts[0], Long.valueOf(parts[1]));
        }
        MappingDefinition definition = new MappingDefinition(
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                Stream.of((String[]) row.getArray(5).getArray())
                        .map(TopicFilter::of)
                        .toList(),
                List.copyOf(publishers.keySet()),
                row.getString(6),
                expressions(row.getString(7)));
        return new StoredMapping(
                row.getLong(1),
                definition,
                Set.copyOf(publishers.values()),
                row.getBytes(8),
                row.getLong(9),
                Sql.instant(row, 10),
                Sql.instant(row, 11),
                new Written(
                        row.getLong(12),
                        row.getLong(13),
                        row.getLong(14),
                        row.getLong(15),
                        row.getString(16),
                        Sql.instant(row, 17)));
    }

    private static Map<String, String> expressions(String json) {
        JsonObject members = Json.readObject(json);
        Map<String, String> expressions = new LinkedHashMap<>();
        MappingDefinition.EXPRESSIONS.stream()
                .filter(members::containsKey)
                .forEach(it -> expressions.put(it, members.getString(it)));
        return expressions;
    }

    JsonObjectBuilder describe() {
        return definition
                .describe()
                .add("created_at", createdAt.toString())
                .add("updated_at", updatedAt.toString())
                .add(
                        "figures",
                        Json.createObjectBuilder()
                                .add("matched", figures.matched())
                                .add("stored", figures.stored())
                                .add("ignored", figures.ignored())
                                .add("failed", figures.failed())
                                .add("last_error", Json.orNull(figures.lastError()))
                                .add("last_error_at", Json.orNull(figures.lastErrorAt())));
    }
}

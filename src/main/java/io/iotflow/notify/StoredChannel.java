package io.iotflow.notify;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A channel's row, and how its delivery stands.
 *
 * @param isReadable whether its secrets could be decrypted; where not, it has none
 */
record StoredChannel(
        long id,
        ChannelDefinition definition,
        boolean isReadable,
        Instant createdAt,
        Instant updatedAt,
        Standing standing) {

    /** Without the number of notices that wait: 0 stands in its place. */
    static final String SELECT = select("0");

    static final String SELECT_COUNTED =
            select("(SELECT count(*) FROM notification n WHERE n.channel = c.id AND n.message_id IS NULL)");

    private static String select(String waiting) {
        return """
                SELECT c.id, c.name, c.type, c.enabled, c.min_severity, c.events, c.group_wait, c.per_hour, c.burst,
                    c.settings, c.secrets, c.created_at, c.updated_at, d.failures, d.last_success_at, d.last_error,
                    d.last_error_at, d.next_attempt_at, %s
                FROM notification_channel c JOIN notification_delivery d ON d.channel = c.id
                """.formatted(waiting);
    }

    /** What became of its last attempts; {@code failures} are in a row. */
    record Standing(
            int failures,
            Instant lastSuccessAt,
            String lastError,
            Instant lastErrorAt,
            Instant nextAttemptAt,
            long waiting) {}

    static StoredChannel of(ResultSet row, Secrets secrets) throws SQLException {
        String name = row.getString(2);
        Optional<JsonObject> secret = secrets.decrypt(name, row.getBytes(11));
        ChannelDefinition definition = new ChannelDefinition(
                name,
                row.getString(3),
                row.getBoolean(4),
                Severity.values()[row.getInt(5)],
                Stream.of((String[]) row.getArray(6).getArray()).toList(),
                row.getInt(7),
                row.getInt(8),
                row.getInt(9),
                new Parts(Json.readObject(row.getString(10)), secret.orElse(Parts.NONE.secret())));
        return new StoredChannel(
                row.getLong(1),
                definition,
                secret.isPresent(),
                Sql.instant(row, 12),
                Sql.instant(row, 13),
                new Standing(
                        row.getInt(14),
                        Sql.instant(row, 15),
                        row.getString(16),
                        Sql.instant(row, 17),
                        Sql.instant(row, 18),
                        row.getLong(19)));
    }

    /** As it is answered. */
    JsonObjectBuilder describe(List<String> secrets) {
        return definition
                .describe(secrets)
                .add("created_at", createdAt.toString())
                .add("updated_at", updatedAt.toString())
                .add(
                        "delivery",
                        Json.createObjectBuilder()
                                .add("waiting", standing.waiting())
                                .add("failures", standing.failures())
                                .add("last_success_at", Json.orNull(standing.lastSuccessAt()))
                                .add("last_error", Json.orNull(isReadable ? standing.lastError() : Sender.OTHER_KEY))
                                .add("last_error_at", Json.orNull(standing.lastErrorAt()))
                                .add(
                                        "next_attempt_at",
                                        Json.orNull(standing.failures() == 0 ? null : standing.nextAttemptAt())));
    }
}

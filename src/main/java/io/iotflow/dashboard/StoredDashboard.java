package io.iotflow.dashboard;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A dashboard's row.
 *
 * @param owner the name of the key that made it
 * @param definition null where it was not read
 * @param version another one after each change
 */
record StoredDashboard(
        long id,
        String name,
        String description,
        String owner,
        boolean shared,
        int panels,
        long version,
        Instant createdAt,
        Instant updatedAt,
        JsonObject definition) {

    static final String COLUMNS = "id, name, description, owner, shared, panels, version, created_at, updated_at";

    static StoredDashboard withoutPanels(ResultSet row) throws SQLException {
        return of(row, null);
    }

    static StoredDashboard whole(ResultSet row) throws SQLException {
        return of(row, Json.readObject(row.getString("definition")));
    }

    private static StoredDashboard of(ResultSet row, JsonObject definition) throws SQLException {
        return new StoredDashboard(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getInt(6),
                row.getLong(7),
                Sql.instant(row, 8),
                Sql.instant(row, 9),
                definition);
    }

    JsonObjectBuilder describe() {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", id)
                .add("name", name)
                .add("description", Json.orNull(description))
                .add("owner", owner)
                .add("shared", shared)
                .add("panel_count", panels)
                .add("version", version)
                .add("created_at", createdAt.toString())
                .add("updated_at", updatedAt.toString());
        if (definition != null) {
            definition.forEach(json::add);
        }
        return json;
    }
}

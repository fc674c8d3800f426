package io.iotflow.dashboard;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** The rows of dashboards. */
@Dependent
class DashboardStore {

    static final int MAX = 500;

    private static final int LOCK = 0x10FDA5B;

    private static final String INSERT = """
            INSERT INTO dashboard (name, description, owner, shared, panels, definition)
            VALUES (?, ?, ?, ?, ?, ?) RETURNING id""";

    private static final String UPDATE = """
            UPDATE dashboard SET name = ?, description = ?, shared = ?, panels = ?, definition = ?, version = version + 1,
                updated_at = now()
            WHERE id = ? AND version = ?""";

    private final Sql sql;
    private final AuditLog audit;

    @Inject
    DashboardStore(Sql sql, AuditLog audit) {
        this.sql = sql;
        this.audit = audit;
    }

    /** Who asks: an admin sees all, a viewer what is shared and what is its own. */
    record Reader(String name, boolean isAdmin) {}

    /** All that this caller may see, by name, without their panels. */
    List<StoredDashboard> all(Reader reader) {
        return sql.list(
                "SELECT " + StoredDashboard.COLUMNS
                        + " FROM dashboard WHERE shared OR ? OR owner = ? ORDER BY lower(name), id",
                StoredDashboard::withoutPanels,
                reader.isAdmin(),
                reader.name());
    }

    /** One with its panels; 404 where there is none that this caller may see. */
    StoredDashboard get(long id, Reader reader) {
        return sql.first(
                        "SELECT " + StoredDashboard.COLUMNS
                                + ", definition FROM dashboard WHERE id = ? AND (shared OR ? OR owner = ?)",
                        StoredDashboard::whole,
                        id,
                        reader.isAdmin(),
                        reader.name())
                .orElseThrow(() -> unknown(String.valueOf(id)));
    }

    static Problem unknown(String id) {
        return Problem.notFound("Dashboard " + id + " not found.");
    }

    /** Adds one of this owner's; 409 when there are too many. */
    StoredDashboard add(Dashboard dashboard, Reader owner) {
        return sql.inTransaction(() -> {
            sql.call("SELECT pg_advisory_xact_lock(?)", LOCK);
            if (sql.one("SELECT count(*) FROM dashboard", row -> row.getLong(1)) >= MAX) {
                throw Problem.conflict("There are " + MAX + " dashboards already; delete one first.");
            }
            long id = sql.one(
                    INSERT,
                    row -> row.getLong(1),
                    dashboard.name(),
                    dashboard.description(),
                    owner.name(),
                    dashboard.shared(),
                    dashboard.panels().size(),
                    Json.text(dashboard.definition().build()));
            return changed("dashboard.create", id, owner);
        });
    }

    /** Replaces what it says, if it is still of this version; else 409. */
    StoredDashboard replace(long id, Dashboard dashboard, long version, Reader by) {
        return sql.inTransaction(() -> {
            int replaced = sql.update(
                    UPDATE,
                    dashboard.name(),
                    dashboard.description(),
                    dashboard.shared(),
                    dashboard.panels().size(),
                    Json.text(dashboard.definition().build()),
                    id,
                    version);
            if (replaced == 0) {
                throw Problem.conflict("Somebody else has changed the dashboard: it has version "
                        + get(id, by).version() + ", not " + version + ". Read it again.");
            }
            return changed("dashboard.replace", id, by);
        });
    }

    void delete(long id, Reader by) {
        sql.inTransaction(() -> {
            StoredDashboard former = get(id, by);
            sql.update("DELETE FROM dashboard WHERE id = ?", id);
            record("dashboard.delete", former);
            return null;
        });
    }

    private StoredDashboard changed(String action, long id, Reader by) {
        StoredDashboard stored = get(id, by);
        record(action, stored);
        return stored;
    }

    private void record(String action, StoredDashboard it) {
        audit.record(
                action,
                String.valueOf(it.id()),
                Json.createObjectBuilder()
                        .add("name", it.name())
                        .add("shared", it.shared())
                        .add("panels", it.panels())
                        .build());
    }
}

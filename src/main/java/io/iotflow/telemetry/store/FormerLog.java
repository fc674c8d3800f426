package io.iotflow.telemetry.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/**
 * Moves the log of versions before 0.3, whose rows had their measurement and tags in them, into the one of series: a
 * partition at a time, newest first, each in a transaction that ends with dropping it. The messages keep their ids, so the
 * outbox and the counts stay right. Liquibase calls it once, before the application starts.
 */
public final class FormerLog implements CustomTaskChange {

    private static final Logger LOG = Logger.getLogger(FormerLog.class.getName());

    private static final String PARTITIONS = """
            SELECT child.oid::regclass::text, regexp_replace(child.relname, '_former$', '')
            FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
            WHERE inhparent = to_regclass('telemetry_former') ORDER BY child.relname DESC""";

    /**
     * The tags that the device itself sent: all but those that are the registry's and the transport's. A place is its own
     * where the message had one.
     */
    private static final String KEYS = """
            CREATE TEMPORARY TABLE former_key ON COMMIT DROP AS
            SELECT device, measurement, tags, own_place,
                   tags - ARRAY['device_id', 'device_name', 'device_type', 'topic']
                        - CASE WHEN own_place THEN '' ELSE 'location' END AS own, 0 AS series, 0 AS tag_set
            FROM (SELECT DISTINCT device, measurement, tags, coalesce(extra::text LIKE '%%"location"%%', false) AS own_place
                  FROM %s) AS key""";

    private static final List<String> ASSIGN = List.of("""
            INSERT INTO series (device, measurement, tags)
            SELECT DISTINCT device, measurement, own FROM former_key ON CONFLICT DO NOTHING""", """
            UPDATE former_key SET series = series.id FROM series
            WHERE series.device = former_key.device AND series.measurement = former_key.measurement
              AND md5(series.tags::text) = md5(own::text)""", """
            INSERT INTO tag_set (series, tags)
            SELECT DISTINCT series, tags FROM former_key ON CONFLICT DO NOTHING""", """
            UPDATE former_key SET tag_set = tag_set.id FROM tag_set
            WHERE tag_set.series = former_key.series AND md5(tag_set.tags::text) = md5(former_key.tags::text)""", """
            ANALYZE former_key""");

    /** One row had one time and measurement, so no two have the same point. */
    private static final String MOVE = """
            INSERT INTO %2$s (id, device, time, received_at, series, tag_set, nanos, version, fields, extra)
            SELECT id, device, time, received_at, series, tag_set, 0, 0, fields, extra
            FROM %1$s AS former JOIN former_key USING (device, measurement, tags)
            WHERE own_place = coalesce(extra::text LIKE '%%"location"%%', false)
            ORDER BY device, time""";

    private record Partition(String former, String name) {}

    private String summary = "";

    @Override
    public void execute(Database database) throws CustomChangeException {
        try {
            move(((JdbcConnection) database.getConnection()).getUnderlyingConnection());
        } catch (SQLException e) {
            throw new CustomChangeException(
                    "the former log could not be moved; what is moved stays moved, so start again", e);
        }
    }

    private void move(Connection connection) throws SQLException {
        boolean committing = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            List<Partition> partitions = partitions(statement);
            long moved = 0;
            long begin = System.nanoTime();
            for (int i = 0; i < partitions.size(); i++) {
                moved += move(statement, partitions.get(i));
                connection.commit();
                tell(i + 1, partitions.size(), moved, Duration.ofNanos(System.nanoTime() - begin));
            }
            statement.execute("DROP TABLE IF EXISTS telemetry_former");
            connection.commit();
            summary = moved + " messages moved into the log of series";
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(committing);
        }
    }

    private static List<Partition> partitions(Statement statement) throws SQLException {
        List<Partition> partitions = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(PARTITIONS)) {
            while (rows.next()) {
                partitions.add(new Partition(rows.getString(1), rows.getString(2)));
            }
        }
        return partitions;
    }

    private static long move(Statement statement, Partition partition) throws SQLException {
        statement.execute(KEYS.formatted(partition.former()));
        for (String step : ASSIGN) {
            statement.execute(step);
        }
        long moved = statement.executeUpdate(MOVE.formatted(partition.former(), partition.name()));
        statement.execute("DROP TABLE " + partition.former());
        return moved;
    }

    private static void tell(int partition, int partitions, long moved, Duration took) {
        if (moved > 0) {
            LOG.info(() -> "schema: " + moved + " messages are in the log of series, " + partition + " of " + partitions
                    + " partitions, after " + took.toSeconds() + " s");
        }
    }

    @Override
    public String getConfirmationMessage() {
        return summary;
    }

    @Override
    public void setUp() {
        // Nothing to prepare.
    }

    @Override
    public void setFileOpener(ResourceAccessor resources) {
        // No files are read.
    }

    @Override
    public ValidationErrors validate(Database database) {
        return new ValidationErrors();
    }
}

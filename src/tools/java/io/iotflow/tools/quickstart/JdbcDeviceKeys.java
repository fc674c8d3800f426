package io.iotflow.tools.quickstart;

import io.iotflow.device.KeyHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The device keys in IoTFlow's own registry. Keeps a few connections open, so that a thousand devices that reconnect at
 * once cost a thousand queries and not a thousand connections.
 */
public final class JdbcDeviceKeys implements DeviceKeys, AutoCloseable {

    private static final String QUERY = "SELECT k.hash, d.status FROM device d JOIN device_key k"
            + " ON k.device = d.id AND (k.expires_at IS NULL OR k.expires_at > now()) WHERE d.device_id = ?";
    private static final String GROUPS = "SELECT f.group_id FROM fleet f JOIN fleet_member m ON m.fleet = f.id"
            + " JOIN device d ON d.id = m.device WHERE d.device_id = ?";
    private static final Set<String> MAY_CONNECT = Set.of("active", "maintenance");
    private static final String UNDEFINED_TABLE = "42P01";
    private static final int NETWORK_MILLIS = 5_000;
    private static final int KEPT = 4;

    private final DataSource database;
    private final KeyHash hash;
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(KEPT);

    /** The registry's database, and how its keys are hashed. */
    public JdbcDeviceKeys(DataSource database, KeyHash hash) {
        this.database = database;
        this.hash = hash;
    }

    /**
     * Whether the device is registered, active or in maintenance, and this is its key.
     *
     * @throws IllegalStateException when PostgreSQL does not answer
     */
    @Override
    public boolean accepts(String deviceId, String key) {
        try {
            return ask(deviceId, key);
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return false; // the application has not made its schema yet: nobody is registered
            }
            throw new IllegalStateException("PostgreSQL cannot say whether a device may connect: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> groupsOf(String deviceId) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(GROUPS)) {
            query.setString(1, deviceId);
            List<String> groups = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    groups.add(rows.getString(1));
                }
            }
            return groups;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL cannot say which fleets a device is in: " + e.getMessage(), e);
        }
    }

    @Override
    public void watch(Consumer<String> changed) {
        new AccountWatch(database, changed).start();
    }

    private boolean ask(String deviceId, String key) throws SQLException {
        Connection kept = idle.poll();
        if (kept != null) {
            try {
                return ask(kept, deviceId, key);
            } catch (SQLException e) {
                kept.close(); // PostgreSQL may have been restarted since
            }
        }
        Connection fresh = database.getConnection();
        try {
            fresh.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
            return ask(fresh, deviceId, key);
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
    }

    private boolean ask(Connection connection, String deviceId, String key) throws SQLException {
        boolean accepted = false;
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, deviceId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    accepted |=
                            hash.matches(key, row.getBytes("hash")) && MAY_CONNECT.contains(row.getString("status"));
                }
            }
        }
        if (!idle.offer(connection)) {
            connection.close();
        }
        return accepted;
    }

    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is gone either way.
            }
        }
    }
}

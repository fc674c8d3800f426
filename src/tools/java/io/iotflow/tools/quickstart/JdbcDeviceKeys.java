package io.iotflow.tools.quickstart;

import io.iotflow.device.FormerPassword;
import io.iotflow.device.KeyHash;
import io.iotflow.device.PasswordGuesses;
import io.iotflow.platform.database.Changes;
import io.iotflow.presence.DeviceListening;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The device keys in IoTFlow's own registry. Keeps a few connections open, so that a thousand devices that reconnect at
 * once cost queries and not connections.
 */
public final class JdbcDeviceKeys implements DeviceKeys, AutoCloseable {

    /** A row for each good key. What is left of it is PostgreSQL's word: its clock made it. */
    private static final String QUERY = """
            SELECT d.id, d.created_at, k.id, k.hash, CAST(extract(epoch FROM k.expires_at - now()) * 1000 AS bigint),
                ARRAY(SELECT f.group_id FROM fleet_member m JOIN fleet f ON f.id = m.fleet
                    WHERE m.device = d.id ORDER BY f.group_id),
                ARRAY(SELECT r.filter FROM mapping_right r WHERE r.device = d.id ORDER BY r.filter)
            FROM device d JOIN device_key k ON k.device = d.id AND (k.expires_at IS NULL OR k.expires_at > now())
            WHERE d.device_id = ? AND d.status IN ('active', 'maintenance')
            ORDER BY k.id""";

    private static final String TELL = "SELECT pg_notify(?, ?)";
    private static final int NETWORK_MILLIS = 5_000;
    private static final int KEPT = 4;

    private final DataSource database;
    private final KeyHash hash;
    private final PasswordGuesses guesses = new PasswordGuesses();
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(KEPT);

    /** The registry's database, and how its keys are hashed. */
    public JdbcDeviceKeys(DataSource database, KeyHash hash) {
        this.database = database;
        this.hash = hash;
    }

    /**
     * The device when it is registered, active or in maintenance.
     *
     * @throws IllegalStateException when PostgreSQL does not answer, or has no schema yet
     */
    @Override
    public Optional<DeviceAccount> accountOf(String deviceId) {
        try {
            return ask(deviceId);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL cannot say whether a device may connect: " + e.getMessage(), e);
        }
    }

    @Override
    public void watch(Consumer<String> changed) {
        new AccountWatch(database, changed).start();
    }

    @Override
    public void listens(String account, Instant at) {
        try {
            with(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(TELL)) {
                    statement.setString(1, Changes.CHANNEL);
                    statement.setString(2, DeviceListening.TOPIC + ":" + DeviceListening.subject(account, at));
                    return statement.execute();
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL cannot tell who listens: " + e.getMessage(), e);
        }
    }

    private Optional<DeviceAccount> ask(String deviceId) throws SQLException {
        return with(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
                statement.setString(1, deviceId);
                try (ResultSet rows = statement.executeQuery()) {
                    return account(deviceId, rows);
                }
            }
        });
    }

    private interface Statement<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T with(Statement<T> statement) throws SQLException {
        Connection kept = idle.poll();
        if (kept != null) {
            try {
                return on(kept, statement);
            } catch (SQLException e) {
                kept.close(); // PostgreSQL may have been restarted since
            }
        }
        Connection fresh = database.getConnection();
        try {
            fresh.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
            return on(fresh, statement);
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
    }

    private <T> T on(Connection connection, Statement<T> statement) throws SQLException {
        T answer = statement.on(connection);
        if (!idle.offer(connection)) {
            connection.close();
        }
        return answer;
    }

    private Optional<DeviceAccount> account(String deviceId, ResultSet rows) throws SQLException {
        long id = 0;
        Instant since = Instant.EPOCH;
        List<String> groups = List.of();
        List<String> mapped = List.of();
        List<DeviceAccount.Key> keys = new ArrayList<>();
        while (rows.next()) {
            id = rows.getLong(1);
            since = rows.getObject(2, OffsetDateTime.class).toInstant();
            byte[] stored = rows.getBytes(4);
            long left = rows.getLong(5);
            Instant until = rows.wasNull() ? Instant.MAX : Instant.now().plusMillis(left);
            keys.add(new DeviceAccount.Key(rows.getLong(3), key -> isKey(deviceId, key, stored), until));
            groups = List.of((String[]) rows.getArray(6).getArray());
            mapped = List.of((String[]) rows.getArray(7).getArray());
        }
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeviceAccount(deviceId, id, since, keys, groups, mapped));
    }

    private boolean isKey(String deviceId, String key, byte[] stored) {
        return FormerPassword.isOne(stored)
                ? guesses.accepts(deviceId, FormerPassword.of(stored), key)
                : hash.matches(key, stored);
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

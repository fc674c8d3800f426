package io.iotflow.tools.prototype;

import io.iotflow.platform.database.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/** The prototype's PostgreSQL, which is only read, in one snapshot: devices may go on sending to it. */
final class PrototypeDatabase implements AutoCloseable {

    private static final int FETCH = 1000;

    private static final String DEVICES = """
            SELECT id, name, description, device_type, api_key, status, location, firmware_version, hardware_version,
                   created_at::timestamptz, last_seen::timestamptz
            FROM devices ORDER BY id""";

    private static final String READINGS = """
            SELECT id, device_id, payload::text, timestamp::timestamptz, device_metadata::text, data_type,
                CASE WHEN timestamp BETWEEN 'epoch' AND now() + interval '5 minutes' THEN NULL ELSE
                    (SELECT earlier.timestamp::timestamptz FROM telemetry_data AS earlier
                     WHERE earlier.id < telemetry_data.id
                         AND earlier.timestamp BETWEEN 'epoch' AND now() + interval '5 minutes'
                     ORDER BY earlier.id DESC LIMIT 1) END
            FROM telemetry_data WHERE\s""";

    private static final String BEHIND = READINGS + "id > ? ORDER BY id";
    private static final String OF_DEVICES = READINGS + "id <= ? AND device_id = ANY (?) ORDER BY id";

    /** Two of one device, type and time are one reading here. */
    private static final String MERGED = """
            SELECT max(id), device_id, string_agg(id::text, ' ' ORDER BY id)
            FROM telemetry_data WHERE timestamp IS NOT NULL
            GROUP BY device_id, timestamp, coalesce(nullif(trim(data_type), ''), 'sensor') HAVING count(*) > 1""";

    private final Connection connection;

    private PrototypeDatabase(Connection connection) {
        this.connection = connection;
    }

    static PrototypeDatabase open(String url) throws SQLException {
        DatabaseUrl address = DatabaseUrl.parse(url);
        Properties account = new Properties();
        if (address.user() != null) {
            account.setProperty("user", address.user());
        }
        if (address.password() != null) {
            account.setProperty("password", address.password());
        }
        Connection connection = DriverManager.getConnection(address.jdbc(), account);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement utc = connection.createStatement()) {
            utc.execute("SET TIME ZONE 'UTC'"); // what a column without a zone means there
        }
        return new PrototypeDatabase(connection);
    }

    boolean has(String table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT count(to_regclass(?))")) {
            query.setString(1, table);
            return first(query) == 1;
        }
    }

    /** How many rows one of the prototype's tables has; 0 when there is no such table. */
    long count(String table) throws SQLException {
        if (!has(table)) {
            return 0;
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT count(*) FROM " + table)) {
            return first(query);
        }
    }

    List<FormerDevice> devices() throws SQLException {
        List<FormerDevice> devices = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(DEVICES)) {
            while (row.next()) {
                devices.add(new FormerDevice(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        time(row, 10),
                        time(row, 11)));
            }
        }
        return devices;
    }

    /** What is done with a reading. */
    interface Taker {

        void take(FormerReading reading) throws InterruptedException;
    }

    /** All readings behind a row, by row. */
    void readingsBehind(long row, Taker taker) throws SQLException, InterruptedException {
        try (PreparedStatement query = connection.prepareStatement(BEHIND)) {
            query.setLong(1, row);
            read(query, taker);
        }
    }

    /** The readings of some devices up to and with a row. */
    void readingsOf(Collection<Long> devices, long row, Taker taker) throws SQLException, InterruptedException {
        try (PreparedStatement query = connection.prepareStatement(OF_DEVICES)) {
            query.setLong(1, row);
            query.setArray(2, connection.createArrayOf("bigint", devices.toArray()));
            read(query, taker);
        }
    }

    private static void read(PreparedStatement query, Taker taker) throws SQLException, InterruptedException {
        query.setFetchSize(FETCH);
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                taker.take(new FormerReading(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        time(row, 4),
                        row.getString(5),
                        row.getString(6),
                        time(row, 7)));
            }
        }
    }

    /** Rows that become one reading: the last one's number, the device, and all their numbers. */
    record Merged(long id, long device, String ids) {}

    List<Merged> merged() throws SQLException {
        List<Merged> merged = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(MERGED)) {
            while (row.next()) {
                merged.add(new Merged(row.getLong(1), row.getLong(2), row.getString(3)));
            }
        }
        return merged;
    }

    private static long first(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

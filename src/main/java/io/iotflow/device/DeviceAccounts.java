package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** What devices may do at the broker: from the database and not from memory, many at a time. */
@Dependent
public class DeviceAccounts {

    private static final String SELECT = """
            SELECT d.device_id, d.status <> 'inactive',
                (SELECT count(*) FROM device_key k
                    WHERE k.device = d.id AND (k.expires_at IS NULL OR k.expires_at > now())),
                (SELECT string_agg(f.group_id, ' ' ORDER BY f.group_id) FROM fleet f
                    JOIN fleet_member m ON m.fleet = f.id WHERE m.device = d.id)
            FROM device d
            """;

    private final Sql sql;

    @Inject
    DeviceAccounts(Sql sql) {
        this.sql = sql;
    }

    /**
     * A device's account.
     *
     * @param mayAct false for an inactive device
     * @param keys how many keys are good for it now
     */
    public record Account(DeviceTopics topics, boolean mayAct, long keys) {

        /** The device's id, which is the account's name. */
        public String deviceId() {
            return topics.deviceId();
        }

        /** The same, publishing below these filters too. */
        public Account publishingTo(List<String> filters) {
            return new Account(topics.publishingTo(filters), mayAct, keys);
        }

        /** Whether it may use the broker. */
        public boolean mayConnect() {
            return mayAct && keys > 0;
        }
    }

    /** The accounts of those of these devices that are registered. */
    public List<Account> of(Collection<String> deviceIds) {
        return sql.list(SELECT + "WHERE d.device_id = ANY (?)", DeviceAccounts::account, (Object)
                deviceIds.toArray(String[]::new));
    }

    /** All accounts by pages: at most so many, behind this device id; an empty text for the first page. */
    public List<Account> after(String deviceId, int max) {
        return sql.list(
                SELECT + "WHERE d.device_id > ? ORDER BY d.device_id LIMIT ?", DeviceAccounts::account, deviceId, max);
    }

    private static Account account(ResultSet row) throws SQLException {
        String groups = row.getString(4);
        DeviceTopics topics =
                new DeviceTopics(row.getString(1), groups == null ? List.of() : List.of(groups.split(" ")));
        return new Account(topics, row.getBoolean(2), row.getLong(3));
    }
}

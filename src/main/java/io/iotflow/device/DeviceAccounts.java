package io.iotflow.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;

/** What devices may do at the broker: from the database and not from memory, many at a time. */
@ApplicationScoped
@Transactional
public class DeviceAccounts {

    private static final String SELECT = """
            SELECT d.device_id, d.status <> 'inactive',
                (SELECT count(*) FROM device_key k
                    WHERE k.device = d.id AND (k.expires_at IS NULL OR k.expires_at > now())),
                (SELECT string_agg(f.group_id, ' ' ORDER BY f.group_id) FROM fleet f
                    JOIN fleet_member m ON m.fleet = f.id WHERE m.device = d.id)
            FROM device d
            """;

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /**
     * A device's account.
     *
     * @param mayAct false for an inactive device
     * @param keys how many keys are good for it now
     */
    public record Account(DeviceTopics topics, boolean mayAct, long keys) {

        /** The device's slug, which is the account's name. */
        public String deviceId() {
            return topics.deviceId();
        }

        /** Whether it may use the broker. */
        public boolean mayConnect() {
            return mayAct && keys > 0;
        }
    }

    /** The accounts of those of these devices that are registered. */
    @SuppressWarnings("unchecked")
    public List<Account> of(Collection<String> deviceIds) {
        if (deviceIds.isEmpty()) {
            return List.of();
        }
        List<Object[]> rows = entities.createNativeQuery(SELECT + "WHERE d.device_id IN (?1)")
                .setParameter(1, deviceIds)
                .getResultList();
        return rows.stream().map(DeviceAccounts::account).toList();
    }

    /** All accounts by pages: at most so many, behind this slug; an empty text for the first page. */
    @SuppressWarnings("unchecked")
    public List<Account> after(String deviceId, int max) {
        List<Object[]> rows = entities.createNativeQuery(SELECT + "WHERE d.device_id > ?1 ORDER BY d.device_id")
                .setParameter(1, deviceId)
                .setMaxResults(max)
                .getResultList();
        return rows.stream().map(DeviceAccounts::account).toList();
    }

    private static Account account(Object[] row) {
        List<String> groups = row[3] == null ? List.of() : List.of(((String) row[3]).split(" "));
        return new Account(new DeviceTopics((String) row[0], groups), (Boolean) row[1], ((Number) row[2]).longValue());
    }
}

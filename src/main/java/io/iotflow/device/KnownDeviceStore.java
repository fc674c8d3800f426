package io.iotflow.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;

/** Looks up devices with their keys, to be remembered. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
class KnownDeviceStore {

    private static final String OF_DEVICE_IDS = "SELECT * FROM device WHERE device_id = ANY (?1)";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private DeviceKeyStore keys;

    /** Those of these ids that there are, by id; however many, with two queries. */
    Map<String, CachedDevice> find(Collection<String> deviceIds) {
        List<DeviceRecord> records = entities.unwrap(Session.class)
                .createNativeQuery(OF_DEVICE_IDS, DeviceRecord.class)
                .setParameter(1, deviceIds.toArray(String[]::new))
                .getResultList();
        Map<Long, List<CachedDevice.Key>> keysOfEach =
                keys.of(records.stream().map(it -> it.rowId).toList());
        Map<String, CachedDevice> found = new HashMap<>();
        records.forEach(it ->
                found.put(it.deviceId, new CachedDevice(it.toDevice(), keysOfEach.getOrDefault(it.rowId, List.of()))));
        return found;
    }
}

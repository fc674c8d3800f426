package io.iotflow.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many devices there are. */
@ApplicationScoped
@Transactional
public class DeviceStatistics {

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /**
     * The number of devices, by status and by type.
     *
     * @param types the most frequent first
     */
    public record Counts(long total, long active, long inactive, long maintenance, Map<String, Long> types) {}

    /** The statistics now; one pass over the registry. */
    public Counts now() {
        List<Object[]> rows = entities.createQuery(
                        "select status, deviceType, count(*) from Device group by status, deviceType", Object[].class)
                .getResultList();
        Map<String, Long> statuses = new LinkedHashMap<>();
        Map<String, Long> types = new LinkedHashMap<>();
        for (Object[] row : rows) {
            statuses.merge((String) row[0], (Long) row[2], Long::sum);
            types.merge((String) row[1], (Long) row[2], Long::sum);
        }
        Map<String, Long> sorted = new LinkedHashMap<>();
        types.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(it -> sorted.put(it.getKey(), it.getValue()));
        return new Counts(
                statuses.values().stream().mapToLong(Long::longValue).sum(),
                statuses.getOrDefault("active", 0L),
                statuses.getOrDefault("inactive", 0L),
                statuses.getOrDefault("maintenance", 0L),
                sorted);
    }
}

package io.iotflow.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many devices there are. */
@ApplicationScoped
public class DeviceStatistics {

    @Inject
    private DeviceTotals devices;

    /**
     * The number of devices, by status and by type.
     *
     * @param types the most frequent first
     */
    public record Counts(long total, long active, long inactive, long maintenance, Map<String, Long> types) {}

    /** The statistics now, exact as of the last commit. */
    public Counts now() {
        Map<String, Long> statuses = new LinkedHashMap<>();
        Map<String, Long> types = new LinkedHashMap<>();
        for (DeviceTotals.OfKind kind : devices.byStatusAndType()) {
            statuses.merge(kind.status(), kind.devices(), Long::sum);
            types.merge(kind.type(), kind.devices(), Long::sum);
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

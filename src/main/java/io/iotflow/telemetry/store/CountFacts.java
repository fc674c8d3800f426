package io.iotflow.telemetry.store;

import io.iotflow.device.DeviceFacts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** {@code telemetry_count} in every description of a device. */
@Singleton
class CountFacts implements DeviceFacts {

    private final TelemetryCounts counts;

    @Inject
    CountFacts(TelemetryCounts counts) {
        this.counts = counts;
    }

    @Override
    public void addTo(Map<Long, JsonObjectBuilder> descriptions) {
        counts.ofDevices(descriptions.keySet())
                .forEach((device, count) -> descriptions.get(device).add("telemetry_count", count));
    }
}

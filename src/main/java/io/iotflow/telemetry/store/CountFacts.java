package io.iotflow.telemetry.store;

import io.iotflow.device.DeviceFacts;
import io.iotflow.platform.json.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** {@code telemetry_count} and {@code last_reading_at} in every description of a device. */
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
                .forEach((device, known) -> descriptions
                        .get(device)
                        .add("telemetry_count", known.messages())
                        .add("last_reading_at", Json.orNull(known.lastReading())));
    }

    @Override
    public void addToNew(JsonObjectBuilder description) {
        description.add("telemetry_count", 0).addNull("last_reading_at");
    }
}
